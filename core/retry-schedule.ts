import type { RetryPolicy } from './retry.ts';

/** SQS hides a message for at most 12 hours, counted from its receipt. */
const longestSeconds = 12 * 3_600 - 60;

/** Jitter: receivers that failed together are not called together again. */
const jitter = 0.1;

/**
 * One delay after each attempt, with up to a tenth of jitter. After the last attempt there is none: the message then moves to
 * the dead-letter queue at once.
 * @param random a number from 0 up to 1, like `Math.random`
 */
export const retrySchedule =
  (delaysSeconds: readonly number[], random: () => number): RetryPolicy =>
  (attempt) => {
    const seconds = delaysSeconds[attempt - 1] ?? 0;
    return Math.min(longestSeconds, Math.round(seconds * (1 + jitter * random())));
  };
