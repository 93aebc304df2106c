import { dynamo, sns, sqs } from '../../adapters/clients.ts';
import { driverStore } from '../../adapters/driver-store.ts';
import { environment } from '../../adapters/environment.ts';
import { gatherQueue } from '../../adapters/gather-queue.ts';
import { identity } from '../../adapters/http/identity.ts';
import { loggedEvents, loggedRequests } from '../../adapters/lambda/logged-publisher.ts';
import { clock, randomHex, waitMs } from '../../adapters/lambda/process-effects.ts';
import { rideOfInvocation } from '../../adapters/lambda/ride-of-invocation.ts';
import { lenientQuotaStore } from '../../adapters/lenient-quota-store.ts';
import { quotaStore } from '../../adapters/quota-store.ts';
import { rideStore } from '../../adapters/ride-store.ts';
import { rideEventsTopic, rideRequestedTopic } from '../../adapters/topics.ts';
import { stores, variables } from '../../core/names.ts';
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
    /** Of the process, not of a request: what this function has learnt of how long rides take. */
    pace: new WaitPace(),
  };
}

export type ApiPorts = ReturnType<typeof apiPorts>;
