import { holdSeconds } from './driver-states.ts';
import type { RideStatus } from './ride.ts';
import { epochSeconds, type Instant } from './time.ts';

const daySeconds = 86_400;

/**
 * Until when to keep the record of a ride that has been in this state since a moment, in epoch seconds: a number of days
 * after its end. A ride that has not ended yet ends with its driver's hold, at the latest.
 */
export function expiresAtOf(status: RideStatus, since: Instant, retentionDays: number): number {
  const mayLastSeconds = status === 'requested' || status === 'confirmed' ? holdSeconds : 0;
  return epochSeconds(since) + mayLastSeconds + retentionDays * daySeconds;
}
