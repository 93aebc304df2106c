import { dynamo, sns, sqs } from '../../adapters/clients.ts';
import { driverHolds } from '../../adapters/driver-holds.ts';
import { environment } from '../../adapters/environment.ts';
import { gatherQueue } from '../../adapters/gather-queue.ts';
import { loggedEvents } from '../../adapters/lambda/logged-publisher.ts';
import { clock } from '../../adapters/lambda/process-effects.ts';
import { tellSettled } from '../../adapters/lambda/tell-settled.ts';
import { rideStore } from '../../adapters/ride-store.ts';
import { rideEventsTopic } from '../../adapters/topics.ts';
import type { GatherPorts } from '../../core/gather.ts';
import { stores, variables } from '../../core/names.ts';
import { loggedRides } from './logged-rides.ts';
import { tellLate } from './tell-late.ts';

/** Everything that the gather works with. */
export function gatherPorts(): GatherPorts {
  const [rides, drivers, eventsTopic, queue, retentionDays] = environment(
    stores.rides.environment,
    stores.drivers.environment,
    variables.rideEventsTopic,
    variables.queue,
    variables.retentionDays,
  );
  return {
    rides: loggedRides(rideStore(dynamo(), rides, clock)),
    drivers: driverHolds(dynamo(), drivers),
    events: loggedEvents(rideEventsTopic(sns(), eventsTopic)),
    gatherQueue: gatherQueue(sqs(), queue),
    clock,
    retentionDays: Number(retentionDays),
    settled: tellSettled,
    cameLate: tellLate(clock),
  };
}
