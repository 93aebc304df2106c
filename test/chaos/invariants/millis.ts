import type { Instant } from '../../../core/time.ts';
import type { Evidence, RideRecord } from '../evidence.ts';
import { endKey } from '../sightings.ts';

/**
 * When a ride left `requested`, in epoch milliseconds: the later of what its record says and when the write was seen, whatever
 * clock it was dated by.
 */
export function endOf({ rideId, completedAt }: RideRecord, { at, ends }: Pick<Evidence, 'at' | 'ends'>): number {
  if (completedAt === undefined) return millisOf(at);
  return Math.max(millisOf(completedAt), ends.get(endKey(rideId, completedAt)) ?? 0);
}

/** A moment in epoch milliseconds. */
export const millisOf = (instant: Instant): number => new Date(instant).getTime();
