import type { BranchResult } from './messages.ts';
import type { Ride, RideReason } from './ride.ts';

/** What the answers so far make of a ride that is `requested`. */
export type Verdict =
  | { readonly status: 'requested' }
  | { readonly status: 'confirmed' }
  | { readonly status: 'rejected'; readonly reasons: readonly RideReason[] }
  | { readonly status: 'expired'; readonly reasons: readonly RideReason[] };

/**
 * The outcome rule. It looks at nothing but the first answer of each expected branch and whether the deadline has come,
 * so that neither order nor duplication of the answers can change what becomes of a ride:
 *
 * - a required branch that rejected or failed rejects the ride at once;
 * - all required ones ok and no optional one pending confirm it;
 * - at the deadline it is confirmed if all required ones are ok, else it expires and names what is missing.
 */
export function decide(ride: Pick<Ride, 'expects' | 'results'>, deadlineHasCome: boolean): Verdict {
  const branches = Object.keys(ride.expects);
  const required = branches.filter((branch) => ride.expects[branch] === 'required');
  const unanswered = (branch: string) => ride.results[branch] === undefined;

  const reasons = required.flatMap((branch) => reasonOf(ride.results[branch]));
  if (reasons.length > 0) return { status: 'rejected', reasons };
  if (!branches.some(unanswered)) return { status: 'confirmed' };
  if (!deadlineHasCome) return { status: 'requested' };

  const missing = required.filter(unanswered);
  if (missing.length === 0) return { status: 'confirmed' };
  return { status: 'expired', reasons: missing.map(timedOut) };
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

/** The reason of a ride that ends because a required branch could not be asked. */
export const unavailable = (branch: string, message = `${branch} could not be reached.`): RideReason => ({
  branch,
  code: `${branch}_unavailable`,
  message,
  retryable: true,
});

const timedOut = (branch: string): RideReason => ({
  branch,
  code: `${branch}_timed_out`,
  message: `${branch} had not answered when the ride's deadline came.`,
  retryable: true,
});
