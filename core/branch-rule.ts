import type { Reason, RideRequested } from './messages.ts';

/** What a branch says of a ride, apart from failing. */
export type Answer<Result> =
  | { readonly status: 'ok'; readonly result: Result }
  | { readonly status: 'rejected'; readonly reason: Reason };

/** A branch's work. Throws when it can't be done now; the message is then delivered again. */
export type BranchRule<Result> = (ride: RideRequested) => Promise<Answer<Result>>;

export const ok = <Result>(result: Result): Answer<Result> => ({ status: 'ok', result });

/** `retryable` says that the same request may succeed later. */
export const rejected = (code: string, message: string, retryable = false): Answer<never> => ({
  status: 'rejected',
  reason: { code, message, retryable },
});
