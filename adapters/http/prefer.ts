import type { APIGatewayProxyEvent } from 'aws-lambda';

/** How long a caller wants to wait for an outcome (RFC 7240), and what of its preferences was applied. */
export interface Waiting {
  readonly seconds: number;
  /** The `Preference-Applied` header's value; undefined when no preference was given. */
  readonly applied: string | undefined;
}

/** API Gateway gives up at 29 s, counted from the request's arrival. */
const longestSeconds = 25;

/**
 * Reads `Prefer: wait=N` and `Prefer: respond-async`. With both, the caller waits N seconds and is then content with a
 * `202`. Preferences that are unknown or malformed are ignored, as the RFC asks.
 */
export function waitingOf(prefer: string | undefined, defaultSeconds: number): Waiting {
  const preferences = (prefer ?? '').split(',').map((preference) => preference.trim().toLowerCase());
  const wait = preferences.map((preference) => /^wait\s*=\s*"?(\d{1,6})"?$/.exec(preference)?.[1]).find(Boolean);
  if (wait !== undefined) {
    const seconds = Math.min(Number(wait), longestSeconds);
    return { seconds, applied: `wait=${seconds}` };
  }
  if (preferences.includes('respond-async')) return { seconds: 0, applied: 'respond-async' };
  return { seconds: defaultSeconds, applied: undefined };
}

/** The wait, cut to what there is time for. Seconds that were asked for are whole ones in the answer, too. */
export function waitingWithin(waiting: Waiting, mostMs: number): Waiting {
  const mostSeconds = Math.max(0, mostMs) / 1000;
  if (waiting.seconds <= mostSeconds) return waiting;
  const { applied } = waiting;
  return { seconds: mostSeconds, applied: applied && `wait=${Math.floor(mostSeconds)}` };
}

/** The request's `Prefer` header; its preferences may come on several lines, which are as good as one. */
export const preferOf = ({ headers, multiValueHeaders }: APIGatewayProxyEvent): string | undefined =>
  multiValueHeaders?.prefer?.join(', ') ?? headers.prefer;
