import type { Reason, RideRequested } from './messages.ts';

/** A branch's answer about a ride, other than a failure. */
export type Answer<Result> =
  | { readonly status: 'ok'; readonly result: Result }
  | { readonly status: 'rejected'; readonly reason: Reason };

/** A branch's rule. Throws when it can't answer now; the message is then redelivered. */
export type BranchRule<Result> = (ride: RideRequested) => Promise<Answer<Result>>;

export const ok = <Result>(result: Result): Answer<Result> => ({ status: 'ok', result });

/** `retryable` says that the same request may succeed later. */
export const rejected = (code: string, message: string, retryable = false): Answer<never> => ({
  status: 'rejected',
  reason: { code, message, retryable },
});
