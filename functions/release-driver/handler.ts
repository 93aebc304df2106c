import { dynamo } from '../../adapters/clients.ts';
import { driverHolds } from '../../adapters/driver-holds.ts';
import { environment } from '../../adapters/environment.ts';
import { subscriberHandler } from '../../adapters/lambda/subscriber-handler.ts';
import { stores } from '../../core/names.ts';

const [table] = environment(stores.drivers.environment);
const drivers = driverHolds(dynamo(), table);

/** Frees the driver of a ride that no longer needs one. A driver who isn't that ride's is left alone. */
export const handler = subscriberHandler(async ({ rideId, requestedAt, driverId }) => {
  if (driverId === undefined) return undefined;
  await drivers.release(driverId, { rideId, ...(requestedAt && { requestedAt }) });
  return { outcome: 'released' };
});
