import { dynamo } from '../../adapters/clients.ts';
import { driverHolds } from '../../adapters/driver-holds.ts';
import { environment } from '../../adapters/environment.ts';
import { queueHandler } from '../../adapters/lambda/queue-handler.ts';
import { readAs } from '../../adapters/lambda/read-record.ts';
import { logger } from '../../adapters/lambda/telemetry.ts';
import { rideEventSchema } from '../../core/messages.ts';
import { stores } from '../../core/names.ts';

const [table] = environment(stores.drivers.environment);
const drivers = driverHolds(dynamo(), table);

/** Frees the driver of a ride that doesn't need one any more. A driver who isn't that ride's is left alone. */
export const handler = queueHandler(() => async (record) => {
  const { type, rideId, driverId, traceparent } = readAs(rideEventSchema, record);
  if (driverId === undefined) return;
  await drivers.release(driverId, rideId);
  logger.info('released', { rideId, driverId, traceparent, because: type });
});
