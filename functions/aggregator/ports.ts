import { dynamo, sns, sqs } from '../../adapters/clients.ts';
import { driverHolds } from '../../adapters/driver-holds.ts';
import { environment } from '../../adapters/environment.ts';
import { gatherQueue } from '../../adapters/gather-queue.ts';
import { loggedEvents } from '../../adapters/lambda/logged-publisher.ts';
import { clock } from '../../adapters/lambda/process-effects.ts';
import { tellSettled } from '../../adapters/lambda/tell-settled.ts';
import { loadStore } from '../../adapters/load-store.ts';
import { rideStore } from '../../adapters/ride-store.ts';
import { rideEventsTopic } from '../../adapters/topics.ts';
import { watchedLoadStore } from '../../adapters/watched-load-store.ts';
import type { GatherPorts } from '../../core/gather.ts';
import { stores, variables } from '../../core/names.ts';
import { RidesLeft } from '../../core/rides-left.ts';
import { loggedRides } from './logged-rides.ts';
import { tellLate } from './tell-late.ts';

/** All ports of the gather. */
export function gatherPorts(): GatherPorts & { readonly ridesLeft: RidesLeft } {
  const [rides, drivers, load, eventsTopic, queue, retentionDays] = environment(
    stores.rides.environment,
    stores.drivers.environment,
    stores.load.environment,
    variables.rideEventsTopic,
    variables.queue,
    variables.retentionDays,
  );
  const ridesLeft = new RidesLeft({ load: watchedLoadStore(loadStore(dynamo(), load)), clock });
  return {
    rides: loggedRides(rideStore(dynamo(), rides, clock)),
    drivers: driverHolds(dynamo(), drivers),
    events: loggedEvents(rideEventsTopic(sns(), eventsTopic)),
    gatherQueue: gatherQueue(sqs(), queue),
    clock,
    retentionDays: Number(retentionDays),
    settled: (ride) => {
      tellSettled(ride);
      ridesLeft.count(ride);
    },
    ridesLeft,
    cameLate: tellLate(clock),
  };
}
