import type { APIGatewayProxyEvent } from 'aws-lambda';

/** How long a caller wants to wait for an outcome (RFC 7240), and which of its preferences were applied. */
export interface Waiting {
  readonly seconds: number;
  /** The `Preference-Applied` header's value; undefined when no preference was given. */
  readonly applied: string | undefined;
}

/** Reading a header takes longer by the square of its length, and no caller has so many preferences. */
const longestHeader = 500;

/** API Gateway gives up at 29 s, counted from the request's arrival. */
const longestSeconds = 25;

/**
 * Reads `Prefer: wait=N` and `Prefer: respond-async`. With both, the caller waits N seconds and then accepts a `202`. Unknown
 * or malformed preferences are ignored, and so are repeated ones, as the RFC requires, and those of a very long header.
 */
export function waitingOf(prefer: string | undefined, defaultSeconds: number): Waiting {
  const preferences = preferencesIn(prefer === undefined || prefer.length > longestHeader ? '' : prefer);
  const wait = preferences.get('wait') ?? '';
  if (/^\d+$/.test(wait)) {
    const seconds = Math.min(Number(wait), longestSeconds);
    return { seconds, applied: `wait=${seconds}` };
  }
  if (preferences.get('respond-async') === '') return { seconds: 0, applied: 'respond-async' };
  return { seconds: defaultSeconds, applied: undefined };
}

/** The wait, limited to the remaining time. A requested number of seconds stays whole in the answer, too. */
export function waitingWithin(waiting: Waiting, mostMs: number): Waiting {
  const mostSeconds = Math.max(0, mostMs) / 1000;
  if (waiting.seconds <= mostSeconds) return waiting;
  const { applied } = waiting;
  return { seconds: mostSeconds, applied: applied && `wait=${Math.floor(mostSeconds)}` };
}

/** The preferences of a header (RFC 7240, section 2), by name: the first of each, and its value without quotes. */
function preferencesIn(header: string): Map<string, string> {
  const preferences = new Map<string, string>();
  for (const preference of partsOf(header, ',')) {
    // The rest are parameters. None of them is known.
    const [pair = ''] = partsOf(preference, ';');
    const [, name = '', value = ''] = /^\s*([^\s"=]+)\s*(?:=\s*(.*?)\s*)?$/.exec(pair) ?? [];
    if (!preferences.has(name.toLowerCase())) preferences.set(name.toLowerCase(), unquoted(value));
  }
  return preferences;
}

/** Splits at a separator, except inside quotes. */
const partsOf = (text: string, separator: string): readonly string[] =>
  text.match(new RegExp(String.raw`(?:[^"${separator}]|"(?:[^"\\]|\\.)*(?:"|$))+`, 'g')) ?? [];

const unquoted = (value: string): string => (/^".*"$/.test(value) ? value.slice(1, -1).replace(/\\(.)/g, '$1') : value);

/** The request's `Prefer` header; several header lines are equivalent to one. */
export const preferOf = ({ headers, multiValueHeaders }: APIGatewayProxyEvent): string | undefined =>
  multiValueHeaders?.prefer?.join(', ') ?? headers.prefer;
