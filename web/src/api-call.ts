import { isSubject } from '../../core/subject.ts';
import type { Operation, Parameter } from '../describe-operations.ts';
import { indented } from '../indented.ts';

/** A call as it is sent. */
export interface Call {
  readonly method: string;
  /** Relative to the API's address, with its query and without a leading slash. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What was filled into a call's form: its parameters by `keyOf`, the text of its `body`, and the `caller` where one is named. */
export type Filled = Readonly<Record<string, string>>;

/** Why a call cannot be sent, by field; empty when it can be sent. */
export type Problems = Readonly<Record<string, string>>;

/** The key of a parameter's field. Parameters in different places may share a name. */
export const keyOf = ({ place, name }: Pick<Parameter, 'place' | 'name'>): string => `${place} ${name}`;

/** A form's initial values: for required fields the known value of that name, else the first example. */
export function prefilled({ parameters, body }: Operation, known: Readonly<Record<string, string>> = {}): Filled {
  const values = parameters.map((parameter) => {
    const { name, isRequired, examples } = parameter;
    return [keyOf(parameter), isRequired ? (known[name] ?? examples[0] ?? '') : ''];
  });
  return Object.fromEntries([...values, ...(body ? [['body', body.examples[0]?.text ?? '']] : [])]);
}

/** Why a call cannot be sent as filled in. Other mistakes are left for the API to report. */
export function problemsOf({ parameters, body }: Operation, filled: Filled): Problems {
  const problems = parameters.map((parameter) => [keyOf(parameter), parameterProblem(parameter, filled)]);
  const others = [
    ['caller', callerProblem(filled.caller)],
    ['body', body && bodyProblem(body.isRequired, filled.body ?? '')],
  ];
  return Object.fromEntries([...problems, ...others].filter(([, problem]) => problem));
}

const callerProblem = (caller: string | undefined): string | undefined =>
  caller === undefined || isSubject(caller)
    ? undefined
    : 'Enter the caller: 1 to 255 visible ASCII characters, without spaces.';

function parameterProblem(parameter: Parameter, filled: Filled): string | undefined {
  const { name, place, isRequired } = parameter;
  const value = filled[keyOf(parameter)] ?? '';
  if (value === '') return isRequired ? `${name} is required.` : undefined;
  if (place === 'header' && !/^[\t\x20-\x7e]*$/.test(value))
    return 'A header may contain visible ASCII characters, spaces and tabs only.';
  // A URL parser resolves these segments.
  if (place === 'path' && /^\.\.?$/.test(value)) return 'A path segment cannot be "." or "..".';
  return undefined;
}

function bodyProblem(isRequired: boolean, text: string): string | undefined {
  if (text.trim() === '') return isRequired ? 'The call needs a body.' : undefined;
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    return `This is not JSON: ${(error as Error).message}`;
  }
}

/** The call that was filled in. The body is sent as typed. */
export function callOf({ method, path, parameters, body }: Operation, filled: Filled): Call {
  const given = (place: Parameter['place']) =>
    parameters
      .filter((parameter) => parameter.place === place)
      .map((parameter) => [parameter.name, filled[keyOf(parameter)] ?? ''] as const)
      .filter(([, value]) => value !== '');
  const segments = new Map(given('path'));
  const query = given('query').map((pair) => pair.map(encodeURIComponent).join('='));
  const target = path.slice(1).replaceAll(/\{(.*?)\}/g, (_, name) => encodeURIComponent(segments.get(name) ?? ''));
  const text = filled.body ?? '';
  const content = body && text.trim() !== '' ? { type: { 'Content-Type': body.mediaType }, body: text } : undefined;
  return {
    method,
    path: [target, ...(query.length > 0 ? [query.join('&')] : [])].join('?'),
    headers: { ...Object.fromEntries(given('header')), ...content?.type },
    ...(content && { body: content.body }),
  };
}

/** A call's response. */
export interface Answer {
  readonly status: number;
  /** The status text, where the connection has one. */
  readonly statusText: string;
  readonly tookMs: number;
  /** The headers that the description lists for the call, and the body's type. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
}

/** The response headers that matter to the caller. */
export const shownHeaders = ({ answerHeaders }: Operation, headers: Headers): Answer['headers'] =>
  ['Content-Type', ...answerHeaders].flatMap((name) => {
    const value = headers.get(name);
    return value === null ? [] : [[name, value] as const];
  });

/** The ride that a response is about, its state and its driver, as far as the response says. */
export function rideIn(body: string): Readonly<Record<'rideId' | 'status' | 'driverId', string | undefined>> {
  const { rideId, status, outcome, driverId } = (parsed(body) ?? {}) as Record<string, unknown>;
  const { driver } = (outcome ?? {}) as { driver?: { driverId?: unknown } };
  const textIn = (value: unknown) => (typeof value === 'string' ? value : undefined);
  return { rideId: textIn(rideId), status: textIn(status), driverId: textIn(driver?.driverId ?? driverId) };
}

/** JSON with a line for each value; any other text as it is. */
export function pretty(text: string): string {
  const value = parsed(text);
  return value === undefined ? text : indented(value);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
