/** Seconds until a message is delivered again whose `attempt`th delivery (from 1) has failed with this error. */
export type RetryPolicy = (attempt: number, error?: unknown) => number;

/** For lanes that somebody waits for: 1 s, then twice as long each time, at most half a minute. */
export const soonAgain: RetryPolicy = (attempt) => Math.min(30, 2 ** (attempt - 1));
