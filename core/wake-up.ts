import { optionalPatienceSeconds } from './branches.ts';
import type { RideRequested, WakeUp } from './messages.ts';
import type { Kept } from './ports.ts';
import type { Ride } from './ride.ts';
import { type Instant, msBetween, plusMs } from './time.ts';

/** The message that has the ride decided after an answer was kept, and its delay. */
export interface Waking {
  readonly message: WakeUp;
  readonly delaySeconds: number;
}

/**
 * Whether the ride can be decided now that `kept` is in its record: at once when the answer is a refusal, or no branch is
 * pending (which also means that the ride has been decided, and this answer is late); after a delay when only optional
 * branches are pending; not when a required one is, whose answer will wake the aggregator. When the pending branches are
 * unknown, the aggregator checks.
 *
 * Exactly one branch of a ride, the last to be kept, finds none pending, however many are kept at once.
 */
export function wakingOf(
  { rideId, requestedAt, traceparent, deadlineAt, expects }: RideRequested,
  { result, pending }: Kept,
  now: Instant,
): Waking | undefined {
  const { branch } = result;
  const message: WakeUp = { v: 1, kind: 'wake-up', rideId, requestedAt, traceparent, at: now, branch };
  const isRefusal = expects?.[branch] === 'required' && result.status !== 'ok';
  if (expects === undefined || isRefusal || pending.size === 0) return { message, delaySeconds: 0 };
  if ([...pending].some((each) => expects[each] === 'required')) return undefined;
  const waitsUntil = endOfPatience(now, deadlineAt);
  return { message: { ...message, waitsUntil }, delaySeconds: Math.max(0, msBetween(now, waitsUntil) / 1000) };
}

/** Until when a ride whose required branches have all answered ok waits for optional ones: not beyond its deadline. */
export function endOfPatience(now: Instant, deadlineAt: Instant): Instant {
  const patient = plusMs(now, optionalPatienceSeconds * 1000);
  return patient < deadlineAt ? patient : deadlineAt;
}

/** Whether all required branches of a ride have answered ok, so that it only waits for optional ones. */
export const waitsForOptional = ({ status, expects, results, pending }: Ride): boolean =>
  status === 'requested' &&
  pending.size > 0 &&
  Object.keys(expects).every((branch) => expects[branch] === 'optional' || results[branch]?.status === 'ok');
