import { longestPauseSeconds } from './names.ts';

/** Seconds until a message is redelivered whose `attempt`th delivery (from 1) has failed with this error. */
export type RetryPolicy = (attempt: number, error?: unknown) => number;

/** A permanent failure of a message: no further attempt can succeed, so it is not delayed. */
export class GivenUpError extends Error {
  override readonly name = 'GivenUpError';
}

/**
 * For branches, whose rides live for seconds: 1 s, then doubled each time, at most 4 s, which is as long as the message of a
 * worker that died stays hidden.
 */
export const whileRiderWaits: RetryPolicy = (attempt) => Math.min(longestPauseSeconds, 2 ** (attempt - 1));

/** For lanes on which a caller waits: 1 s, then doubled each time, at most half a minute. */
export const soonAgain: RetryPolicy = (attempt) => Math.min(30, 2 ** (attempt - 1));
