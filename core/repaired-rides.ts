import { deadlineIdentity } from './message-identity.ts';
import type { RideStore } from './ports.ts';
import type { Ride } from './ride.ts';
import { type SettlePorts, settleRide } from './settle-ride.ts';
import { nowOf, plusMs } from './time.ts';

/** The deadline's message usually arrives within a second. After this time, a read of the ride settles it. */
const overdueMs = 2_000;

/** Called when a repair failed. The ride is then returned as it was read. */
export type RepairFailed = (ride: Ride, error: unknown) => void;

/**
 * A store of rides that never shows a ride as `requested` long after its deadline: it settles such a ride as the deadline's
 * message would, and under that message's identity, so that the message announces the outcome when it arrives. So a ride ends
 * even without a working queue or an operator.
 */
export const repairedRides = (
  rides: RideStore,
  ports: Omit<SettlePorts, 'rides'>,
  failed: RepairFailed,
): RideStore => ({
  ...rides,
  get: async (rideId, read) => {
    const ride = await rides.get(rideId, read);
    if (ride === undefined || !isOverdue(ports, ride)) return ride;
    try {
      return await settleRide({ ...ports, rides }, ride, { by: deadlineIdentity, patienceIsOver: true });
    } catch (error) {
      failed(ride, error);
      return ride;
    }
  },
});

/** Whether a ride should have left `requested` by now. */
export const isOverdue = (
  ports: Pick<SettlePorts, 'clock'>,
  { status, deadlineAt }: Pick<Ride, 'status' | 'deadlineAt'>,
) => status === 'requested' && nowOf(ports) >= plusMs(deadlineAt, overdueMs);
