import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { dynamo, sns, sqs } from '../../adapters/clients.ts';
import { driverHolds } from '../../adapters/driver-holds.ts';
import { environment } from '../../adapters/environment.ts';
import { gatherQueue } from '../../adapters/gather-queue.ts';
import { logSettled } from '../../adapters/lambda/log-settled.ts';
import { loggedEvents } from '../../adapters/lambda/logged-publisher.ts';
import { clock } from '../../adapters/lambda/process-effects.ts';
import { metrics } from '../../adapters/lambda/telemetry.ts';
import { rideStore } from '../../adapters/ride-store.ts';
import { rideEventsTopic } from '../../adapters/topics.ts';
import type { GatherPorts } from '../../core/gather.ts';
import { stores, variables } from '../../core/names.ts';
import type { Ride } from '../../core/ride.ts';
import { timingOf } from '../../core/ride-view.ts';
import { loggedRides } from './logged-rides.ts';

/** Everything that the gather works with. */
export function gatherPorts(): GatherPorts {
  const [rides, drivers, eventsTopic, resultsQueue] = environment(
    stores.rides.environment,
    stores.drivers.environment,
    variables.rideEventsTopic,
    variables.branchResultsQueue,
  );
  return {
    rides: loggedRides(rideStore(dynamo(), rides)),
    drivers: driverHolds(dynamo(), drivers),
    events: loggedEvents(rideEventsTopic(sns(), eventsTopic)),
    gatherQueue: gatherQueue(sqs(), resultsQueue),
    clock,
    settled: report,
  };
}

function report(ride: Ride): void {
  const { overheadMs } = timingOf(ride);
  metrics.addMetric(`Ride_${ride.status}`, MetricUnit.Count, 1);
  if (overheadMs !== null) metrics.addMetric('Overhead', MetricUnit.Milliseconds, overheadMs);
  logSettled(ride);
}
