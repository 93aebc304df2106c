import type { APIGatewayProxyEvent } from 'aws-lambda';
import * as z from 'zod/mini';
import type { Fault, ProblemCode } from '../../core/api/problems.ts';
import { BadRequestError, ProblemError } from './problem.ts';
import { repeatedKeys } from './repeated-keys.ts';

/** Far above the size of any request to this API. */
const longestBodyBytes = 16_384;

/** Limits of the listed faults and of the length of a name: an answer should not outgrow its request. */
const mostFaults = 20;
const longestName = 100;

/** The request's JSON body, parsed. Throws a problem that names each invalid field, or says why the body is not accepted. */
export function parseBody<Schema extends z.ZodMiniType>(event: APIGatewayProxyEvent, schema: Schema): z.infer<Schema> {
  const input = jsonOf(textOf(event));
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw refused(parsed.error.issues.flatMap((issue) => faultsOf(issue, input)));
}

const refused = (faults: readonly Fault[]) =>
  new BadRequestError(faults.slice(0, mostFaults) as unknown as [Fault, ...Fault[]]);

const nothingSchema = z.strictObject({});

/** For calls without a body. Clients that must send one may send `{}`; any field in it is refused, by name. */
export function parseNoBody(event: APIGatewayProxyEvent): void {
  if (event.body) parseBody(event, nothingSchema);
}

/** For calls without a query: a query that is silently ignored would seem to have been applied. */
export const parseNoQuery = (event: APIGatewayProxyEvent): void => void parseQuery(event, nothingSchema);

/** The request's query, parsed. Each parameter may occur once. Throws a problem that names each invalid parameter. */
export function parseQuery<Schema extends z.ZodMiniType>(
  { queryStringParameters, multiValueQueryStringParameters }: APIGatewayProxyEvent,
  schema: Schema,
): z.infer<Schema> {
  const repeated = Object.entries(multiValueQueryStringParameters ?? {}).filter(([, values = []]) => values.length > 1);
  const input = queryStringParameters ?? {};
  const parsed = schema.safeParse(input);
  const faults = [
    ...repeated.map(([name]) => aboutParameter(name, 'repeated_parameter', 'occurs more than once in the query.')),
    ...(parsed.error?.issues ?? []).flatMap((issue) => parameterFaults(issue, input)),
  ];
  if (faults.length > 0) throw refused(faults);
  return parsed.data as z.infer<Schema>;
}

function parameterFaults(issue: Issue, input: unknown): Fault[] {
  if (issue.code !== 'unrecognized_keys') return faultsOf(issue, input);
  return issue.keys.map((name) =>
    aboutParameter(name, 'unknown_parameter', 'is not a query parameter that this call takes.'),
  );
}

function aboutParameter(name: string, code: ProblemCode, what: string): Fault {
  const field = fieldOf([name]);
  return { field, code, detail: `${field} ${what}` };
}

function textOf({ body, isBase64Encoded, headers }: APIGatewayProxyEvent): string {
  checkCharset(headers['content-type']);
  checkEncoding(headers['content-encoding']);
  const text = body ?? '';
  if (Buffer.byteLength(text, isBase64Encoded ? 'base64' : 'utf8') > longestBodyBytes) {
    throw unfitBody('body_too_large', `The body has more than ${longestBodyBytes} bytes.`, 413);
  }
  const decoded = isBase64Encoded ? Buffer.from(text, 'base64').toString() : text;
  // Invalid UTF-8 becomes this character, here or at the gateway. No field needs it.
  if (decoded.includes('\ufffd')) throw unfitBody('malformed_text', 'The body is not valid UTF-8.');
  return decoded;
}

/** A body is read as JSON whatever its declared type: curl's `-d` declares a form. */
function checkCharset(contentType = ''): void {
  const charset = /;\s*charset\s*=\s*"?([^";\s]*)/i.exec(contentType)?.[1];
  if (/^(utf-?8)?$/i.test(charset ?? '')) return;
  const detail = 'The body must be JSON in UTF-8.';
  throw new BadRequestError([{ field: 'Content-Type', code: 'unsupported_charset', detail }], 415);
}

function checkEncoding(contentEncoding = ''): void {
  if (/^\s*(identity)?\s*$/i.test(contentEncoding)) return;
  const detail = 'The body must be sent as it is, without a content encoding.';
  throw new BadRequestError([{ field: 'Content-Encoding', code: 'unsupported_encoding', detail }], 415);
}

function jsonOf(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw unfitBody('malformed_json', 'The body is not valid JSON.');
  }
  const repeated = repeatedKeys(text, mostFaults).map(fieldOf);
  if (repeated.length === 0) return value;
  throw refused(
    repeated.map((field) => ({ field, code: 'repeated_field', detail: `${field} occurs more than once.` })),
  );
}

const unfitBody = (code: ProblemCode, detail: string, status?: number) =>
  new BadRequestError([{ field: 'body', code, detail }], status);

type Issue = z.core.$ZodIssue;

function faultsOf(issue: Issue, input: unknown): Fault[] {
  const path = issue.path.map(String);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => {
      const field = fieldOf([...path, key]);
      return { field, code: 'unknown_field', detail: `${field} is not a field of this request.` };
    });
  }
  const field = path.length === 0 ? 'body' : fieldOf(path);
  return [{ field, ...explain(issue, field, valueAt(input, path)) }];
}

/** The name of a field: the beginning of its path. A name may be empty. */
function fieldOf(path: readonly string[]): string {
  const name = path.map((part) => part || '""').join('.');
  return name.length > longestName ? `${name.slice(0, longestName).toWellFormed()}…` : name;
}

function explain(issue: Issue, field: string, value: unknown): Pick<Fault, 'code' | 'detail'> {
  if (value === undefined) return { code: 'missing_field', detail: `${field} is missing.` };
  switch (issue.code) {
    case 'invalid_type':
      return { code: 'wrong_type', detail: `${field} must be of type ${jsonTypeOf(issue.expected)}.` };
    case 'too_small':
      return { code: 'out_of_range', detail: `${field} must be at least ${issue.minimum}${unitOf(issue)}.` };
    case 'too_big':
      return { code: 'out_of_range', detail: `${field} must be at most ${issue.maximum}${unitOf(issue)}.` };
    case 'invalid_value':
      return { code: 'unknown_value', detail: `${field} must be one of ${issue.values.join(', ')}.` };
    default:
      return { code: 'invalid_format', detail: `${field} does not have the right format.` };
  }
}

const jsonTypeOf = (expected: string): string => ({ int: 'integer', record: 'object' })[expected] ?? expected;

const unitOf = ({ origin }: { origin: string }): string => (origin === 'string' ? ' characters long' : '');

const valueAt = (input: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>((value, key) => (value as Record<string, unknown> | null | undefined)?.[key], input);

/** A required value with a required format: path parameters and headers. */
export function required(
  value: string | undefined,
  format: RegExp,
  field: string,
  code: ProblemCode,
  status = 400,
): string {
  if (value !== undefined && format.test(value)) return value;
  const detail = value === undefined ? `${field} is missing.` : `${field} does not have the right format.`;
  throw new BadRequestError([{ field, code, detail }], status);
}

/** Thrown also for resources whose existence the caller may not know. */
export const notFound = (what: string): ProblemError => new ProblemError(404, 'ride_not_found', `There is no ${what}.`);
