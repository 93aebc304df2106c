import { holdSeconds } from './driver-states.ts';
import type { RideStatus } from './ride.ts';
import { epochSeconds, type Instant } from './time.ts';

const daySeconds = 86_400;

/**
 * Until when a ride's record is kept that is in this state since a moment, in epoch seconds: for so many days after its
 * end. A ride that is still to end ends with its driver's hold, at the latest.
 */
export function expiresAtOf(status: RideStatus, since: Instant, retentionDays: number): number {
  const mayLastSeconds = status === 'requested' || status === 'confirmed' ? holdSeconds : 0;
  return epochSeconds(since) + mayLastSeconds + retentionDays * daySeconds;
}
