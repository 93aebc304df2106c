import { isSubject } from '../../core/subject.ts';
import type { Operation, Parameter } from '../describe-operations.ts';
import { indented } from '../indented.ts';

/** A call as it is sent. */
export interface Call {
  readonly method: string;
  /** Below the API's address, with its query and without a slash before it. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What was filled into a call's form: its parameters by `keyOf`, the text of its `body`, and the `caller` where one is named. */
export type Filled = Readonly<Record<string, string>>;

/** What keeps a call from being sent, by field; nothing where it can be sent. */
export type Problems = Readonly<Record<string, string>>;

/** The field of a parameter. Parameters of one name may be in several places. */
export const keyOf = ({ place, name }: Pick<Parameter, 'place' | 'name'>): string => `${place} ${name}`;

/** What a form has in it before anything is: in what is needed, what is known under its name, or else the first example. */
export function prefilled({ parameters, body }: Operation, known: Readonly<Record<string, string>> = {}): Filled {
  const values = parameters.map((parameter) => {
    const { name, isRequired, examples } = parameter;
    return [keyOf(parameter), isRequired ? (known[name] ?? examples[0] ?? '') : ''];
  });
  return Object.fromEntries([...values, ...(body ? [['body', body.examples[0]?.text ?? '']] : [])]);
}

/** Why a call cannot be sent as it is filled in. What can be sent and is wrong, the API says. */
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
    : 'Say who calls: 1 to 255 visible characters of ASCII, without spaces.';

function parameterProblem(parameter: Parameter, filled: Filled): string | undefined {
  const { name, place, isRequired } = parameter;
  const value = filled[keyOf(parameter)] ?? '';
  if (value === '') return isRequired ? `${name} is needed.` : undefined;
  if (place === 'header' && !/^[\t\x20-\x7e]*$/.test(value)) return 'A header has visible characters of ASCII alone.';
  // Whoever makes an address of it goes up by that.
  if (place === 'path' && /^\.\.?$/.test(value)) return 'A path cannot have that in it.';
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

/** The call that was filled in. The body is sent as it was typed. */
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

/** What a call was answered. */
export interface Answer {
  readonly status: number;
  /** In words, where the connection has them. */
  readonly statusText: string;
  readonly tookMs: number;
  /** Those that the description has of the call, and what the body is. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
}

/** The headers of an answer that matter to who made the call. */
export const shownHeaders = ({ answerHeaders }: Operation, headers: Headers): Answer['headers'] =>
  ['Content-Type', ...answerHeaders].flatMap((name) => {
    const value = headers.get(name);
    return value === null ? [] : [[name, value] as const];
  });

/** The ride that an answer is about, its state and its driver, as far as it says. */
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
