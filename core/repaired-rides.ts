import { deadlineIdentity } from './message-identity.ts';
import type { RideStore } from './ports.ts';
import type { Ride } from './ride.ts';
import { type SettlePorts, settleRide } from './settle-ride.ts';
import { nowOf, plusMs } from './time.ts';

/** The deadline's message usually comes within a second. Later than this, whoever looks at the ride ends it. */
const overdueMs = 2_000;

/** Told of a repair that failed. The ride is then answered as it was read. */
export type RepairFailed = (ride: Ride, error: unknown) => void;

/**
 * The store of rides, in which nobody sees a ride that is `requested` long after its deadline: such a ride is settled as the
 * deadline's message would, and in its name, so that it announces the outcome when it comes. So no ride needs a queue
 * that works, or a human, to end.
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
