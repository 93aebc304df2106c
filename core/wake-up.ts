import { optionalPatienceSeconds } from './branches.ts';
import type { RideRequested, WakeUp } from './messages.ts';
import type { Kept } from './ports.ts';
import type { Ride } from './ride.ts';
import { type Instant, msBetween, plusMs } from './time.ts';

/** The message that has the ride decided after an answer was kept, and how long it is to be delayed. */
export interface Waking {
  readonly message: WakeUp;
  readonly delaySeconds: number;
}

/**
 * Whether the ride can be decided now that `kept` is in its record: at once when it is refused, or nobody is pending (which
 * also says that it has been decided, and that this answer is late); after some patience when only optional branches are;
 * not when a required one is, whose answer will wake the aggregator. When it is not known whom the ride waits for, the
 * aggregator looks.
 *
 * Of the branches of a ride exactly the last one to be kept finds nobody pending, however many are kept at once.
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

/** Until when a ride whose required branches have all said ok by now waits for optional ones: not beyond its deadline. */
export function endOfPatience(now: Instant, deadlineAt: Instant): Instant {
  const patient = plusMs(now, optionalPatienceSeconds * 1000);
  return patient < deadlineAt ? patient : deadlineAt;
}

/** Whether all required branches of a ride have said ok, so that only optional ones are waited for. */
export const waitsForOptional = ({ status, expects, results, pending }: Ride): boolean =>
  status === 'requested' &&
  pending.size > 0 &&
  Object.keys(expects).every((branch) => expects[branch] === 'optional' || results[branch]?.status === 'ok');
