import type { APIGatewayProxyEvent } from 'aws-lambda';
import type * as z from 'zod/mini';
import { BadRequestError, type Fault, ProblemError } from './problem.ts';

/** No request of this API comes near this. */
const longestBodyBytes = 16_384;

/** The request's JSON body, parsed. Throws a problem that names each field at fault. */
export function parseBody<Schema extends z.ZodMiniType>(event: APIGatewayProxyEvent, schema: Schema): z.infer<Schema> {
  const input = jsonOf(textOf(event));
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new BadRequestError(parsed.error.issues.flatMap((issue) => faultsOf(issue, input)) as [Fault, ...Fault[]]);
}

function textOf({ body, isBase64Encoded }: APIGatewayProxyEvent): string {
  const text = isBase64Encoded ? Buffer.from(body ?? '', 'base64').toString() : (body ?? '');
  if (Buffer.byteLength(text) <= longestBodyBytes) return text;
  const detail = `The body has more than ${longestBodyBytes} bytes.`;
  throw new BadRequestError([{ field: 'body', code: 'body_too_large', detail }], 413);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new BadRequestError([{ field: 'body', code: 'malformed_json', detail: 'The body is not valid JSON.' }]);
  }
}

type Issue = z.core.$ZodIssue;

function faultsOf(issue: Issue, input: unknown): Fault[] {
  const path = issue.path.map(String);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => {
      const field = [...path, key].join('.');
      return { field, code: 'unknown_field', detail: `${field} is not a field of this request.` };
    });
  }
  const field = path.join('.') || 'body';
  return [{ field, ...explain(issue, field, valueAt(input, path)) }];
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

/** A value that must be there, in a form that it must have: path parameters and headers. */
export function required(value: string | undefined, format: RegExp, field: string, code: string, status = 400): string {
  if (value !== undefined && format.test(value)) return value;
  const detail = value === undefined ? `${field} is missing.` : `${field} does not have the right format.`;
  throw new BadRequestError([{ field, code, detail }], status);
}

/** Thrown where a caller asks for what it may not know to exist. */
export const notFound = (what: string): ProblemError => new ProblemError(404, 'ride_not_found', `There is no ${what}.`);
