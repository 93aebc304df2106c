import { dynamo, sns, sqs } from '../../adapters/clients.ts';
import { driverStore } from '../../adapters/driver-store.ts';
import { environment } from '../../adapters/environment.ts';
import { gatherQueue } from '../../adapters/gather-queue.ts';
import { identity } from '../../adapters/http/identity.ts';
import type { TimeLeft } from '../../adapters/http/time-left.ts';
import { inTime } from '../../adapters/in-time.ts';
import { logSettled } from '../../adapters/lambda/log-settled.ts';
import { loggedEvents, loggedRequests } from '../../adapters/lambda/logged-publisher.ts';
import { count } from '../../adapters/lambda/metric-lines.ts';
import { clock, randomHex, waitMs } from '../../adapters/lambda/process-effects.ts';
import { rideOfInvocation } from '../../adapters/lambda/ride-of-invocation.ts';
import { tolerated } from '../../adapters/lambda/tolerated.ts';
import { lenientQuotaStore } from '../../adapters/lenient-quota-store.ts';
import { quotaStore } from '../../adapters/quota-store.ts';
import { rideStore } from '../../adapters/ride-store.ts';
import { rideEventsTopic, rideRequestedTopic } from '../../adapters/topics.ts';
import { metricNames } from '../../core/metrics.ts';
import { stores, variables } from '../../core/names.ts';
import type { Ride } from '../../core/ride.ts';
import { WaitPace } from '../../core/wait-pace.ts';

/** Everything that the API's routes work with. */
export function apiPorts() {
  const [rides, drivers, quotas, requestedTopic, eventsTopic, resultsQueue, apiTimeoutSeconds] = environment(
    stores.rides.environment,
    stores.drivers.environment,
    stores.quotas.environment,
    variables.rideRequestedTopic,
    variables.rideEventsTopic,
    variables.branchResultsQueue,
    variables.apiTimeoutSeconds,
  );
  return {
    rides: rideOfInvocation(rideStore(dynamo(), rides)),
    drivers: driverStore(dynamo(), drivers),
    requested: loggedRequests(rideRequestedTopic(sns(), requestedTopic)),
    events: loggedEvents(rideEventsTopic(sns(), eventsTopic)),
    quotas: lenientQuotaStore(quotaStore(dynamo(), quotas)),
    gatherQueue: gatherQueue(sqs(), resultsQueue),
    identity: identity(),
    apiTimeoutSeconds: Number(apiTimeoutSeconds),
    clock,
    wait: waitMs,
    randomId: () => randomHex(16),
    tolerated,
    settled,
    /** Of the process, not of a request: what this function has learnt of how long rides take. */
    pace: new WaitPace(),
  };
}

export type ApiPorts = ReturnType<typeof apiPorts>;

/** These ports, for one invocation: no call is waited for longer than is left of it. */
export const portsInTime = (ports: ApiPorts, left: TimeLeft): ApiPorts => ({
  ...ports,
  rides: inTime('rides', ports.rides, left),
  drivers: inTime('drivers', ports.drivers, left),
  requested: inTime('ride-requested', ports.requested, left),
  events: inTime('ride-events', ports.events, left),
  gatherQueue: inTime('branch-results', ports.gatherQueue, left),
});

/** Tells log and metrics of a ride that was rejected here. */
function settled(ride: Ride): void {
  count(metricNames.reached.rejected);
  logSettled(ride);
}
