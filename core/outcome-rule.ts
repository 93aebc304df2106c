import type { BranchResult } from './messages.ts';
import type { Ride, RideReason } from './ride.ts';
import { type Instant, plusMs } from './time.ts';

/** The verdict on a `requested` ride, by the answers so far. */
export type Verdict =
  | { readonly status: 'requested' }
  | { readonly status: 'confirmed' }
  | { readonly status: 'rejected'; readonly reasons: readonly RideReason[] }
  | { readonly status: 'expired'; readonly reasons: readonly RideReason[] };

/**
 * How long after its deadline a ride may be confirmed: time for one redelivery of the deadline message. After that the rider
 * has given up, and the driver's lease is about to end.
 */
export const graceMs = 5_000;

/** When a ride is decided. */
export interface Moment {
  readonly now: Instant;
  /** Whether the ride has waited long enough for optional branches, after all required ones have answered ok. */
  readonly patienceIsOver: boolean;
}

/**
 * The outcome rule. It depends only on the first answer of each expected branch and the time, so that neither order nor
 * duplication of the answers can change a ride's outcome:
 *
 * - a required branch that rejected or failed rejects the ride, at any time;
 * - all required ones ok confirm it, when no optional one is pending, or patience is over, or the deadline has come;
 * - at the deadline it expires when a required one is missing, and the reasons name those;
 * - from a moment after the deadline it can't be confirmed.
 */
export function decide(
  { expects, results, deadlineAt }: Pick<Ride, 'expects' | 'results' | 'deadlineAt'>,
  { now, patienceIsOver }: Moment,
): Verdict {
  const branches = Object.keys(expects);
  const required = branches.filter((branch) => expects[branch] === 'required');
  const isMissing = (branch: string) => results[branch] === undefined;

  const refusals = required.flatMap((branch) => reasonOf(results[branch]));
  if (refusals.length > 0) return { status: 'rejected', reasons: refusals };

  const deadlineHasCome = now >= deadlineAt;
  const missing = required.filter(isMissing);
  if (missing.length > 0) {
    return deadlineHasCome ? { status: 'expired', reasons: missing.map(timedOut) } : { status: 'requested' };
  }
  if (now >= plusMs(deadlineAt, graceMs))
    return { status: 'expired', reasons: required.slice(0, 1).map(decidedTooLate) };
  const mayConfirm = deadlineHasCome || patienceIsOver || !branches.some(isMissing);
  return { status: mayConfirm ? 'confirmed' : 'requested' };
}

function reasonOf(result: BranchResult | undefined): RideReason[] {
  if (result === undefined || result.status === 'ok') return [];
  return [result.status === 'failed' ? unavailable(result.branch, result.reason?.message) : refused(result)];
}

const refused = ({ branch, reason }: BranchResult): RideReason => ({
  branch,
  code: reason?.code ?? `${branch}_rejected`,
  message: reason?.message ?? `${branch} refused the ride.`,
  retryable: reason?.retryable ?? false,
});

const unavailableCode = (branch: string): string => `${branch}_unavailable`;

/** The reason of a ride that ends because a required branch could not be reached. */
export const unavailable = (branch: string, message = `${branch} could not be reached.`): RideReason => ({
  branch,
  code: unavailableCode(branch),
  message,
  retryable: true,
});

/** Whether a branch could not be reached. A branch's own code may sound like it: `issuer_unavailable` is the card's bank. */
export const isUnavailable = ({ branch, code }: RideReason): boolean => code === unavailableCode(branch);

const timedOut = (branch: string): RideReason => ({
  branch,
  code: `${branch}_timed_out`,
  message: `${branch} had not answered when the ride's deadline came.`,
  retryable: true,
});

/** Every branch had answered, but the answers were combined too late. */
const decidedTooLate = (branch: string): RideReason => ({
  branch,
  code: 'decided_too_late',
  message: 'All branches had answered, but the ride was not decided before its deadline.',
  retryable: true,
});
