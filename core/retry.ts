import { longestPauseSeconds } from './names.ts';

/** Seconds until a message is delivered again whose `attempt`th delivery (from 1) has failed with this error. */
export type RetryPolicy = (attempt: number, error?: unknown) => number;

/** A message that failed for good: no further attempt can change that, so it is not waited for. */
export class GivenUpError extends Error {
  override readonly name = 'GivenUpError';
}

/**
 * For branches, whose rides live for seconds: 1 s, then twice as long each time, at most 4 s, which is as long as the
 * message of a worker that died is hidden.
 */
export const whileRiderWaits: RetryPolicy = (attempt) => Math.min(longestPauseSeconds, 2 ** (attempt - 1));

/** For lanes that somebody waits for: 1 s, then twice as long each time, at most half a minute. */
export const soonAgain: RetryPolicy = (attempt) => Math.min(30, 2 ** (attempt - 1));
