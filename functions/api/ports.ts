import { dynamo, sns, sqs } from '../../adapters/clients.ts';
import { driverStore } from '../../adapters/driver-store.ts';
import { environment } from '../../adapters/environment.ts';
import { gatherQueue } from '../../adapters/gather-queue.ts';
import { identity } from '../../adapters/http/identity.ts';
import type { TimeLeft } from '../../adapters/http/time-left.ts';
import { inTime } from '../../adapters/in-time.ts';
import { loggedRequests } from '../../adapters/lambda/logged-publisher.ts';
import { count } from '../../adapters/lambda/metric-lines.ts';
import { clock, randomHex, waitMs } from '../../adapters/lambda/process-effects.ts';
import { logRide } from '../../adapters/lambda/ride-log.ts';
import { rideOfInvocation } from '../../adapters/lambda/ride-of-invocation.ts';
import { tellSettled } from '../../adapters/lambda/tell-settled.ts';
import { tolerated } from '../../adapters/lambda/tolerated.ts';
import { lenientQuotaStore } from '../../adapters/lenient-quota-store.ts';
import { loadStore } from '../../adapters/load-store.ts';
import { quotaStore } from '../../adapters/quota-store.ts';
import { rideStore } from '../../adapters/ride-store.ts';
import { rideRequestedTopic } from '../../adapters/topics.ts';
import { watchedLoadStore } from '../../adapters/watched-load-store.ts';
import { Admission } from '../../core/admission.ts';
import type { Judgement } from '../../core/load.ts';
import { metricNames } from '../../core/metrics.ts';
import { stores, variables } from '../../core/names.ts';
import { repairedRides } from '../../core/repaired-rides.ts';
import type { Ride } from '../../core/ride.ts';
import { WaitPace } from '../../core/wait-pace.ts';

/** All ports of the API's routes. */
export function apiPorts() {
  const [loadTable, deadlineSeconds, concurrency, apiConcurrency, burst] = environment(
    stores.load.environment,
    variables.deadlineSeconds,
    variables.concurrency,
    variables.apiConcurrency,
    variables.burst,
  );
  const [ridesTable, driversTable, quotas, requestedTopic, resultsQueue, deadlinesQueue, timeout, retention] =
    environment(
      stores.rides.environment,
      stores.drivers.environment,
      stores.quotas.environment,
      variables.rideRequestedTopic,
      variables.branchResultsQueue,
      variables.deadlinesQueue,
      variables.apiTimeoutSeconds,
      variables.retentionDays,
    );
  const drivers = driverStore(dynamo(), driversTable);
  const retentionDays = Number(retention);
  const admission = new Admission(
    { load: watchedLoadStore(loadStore(dynamo(), loadTable)), clock, ...told },
    {
      deadlineSeconds: Number(deadlineSeconds),
      concurrency: Number(concurrency),
      apiConcurrency: Number(apiConcurrency),
      burst: Number(burst),
    },
  );
  const settled = (ride: Ride) => {
    tellSettled(ride);
    admission.left(ride);
  };
  const settling = { drivers, clock, retentionDays, settled };
  const notSettled = (ride: Ride, error: unknown) =>
    logRide(ride, 'ride not settled', { error: error as Error }, 'warn');
  const records = rideStore(dynamo(), ridesTable, clock);
  const rides = repairedRides(records, settling, notSettled);
  return {
    /** Settles an overdue ride when it is read. */
    rides: rideOfInvocation(rides),
    /** Shows rides as they are. */
    records,
    drivers,
    requested: loggedRequests(rideRequestedTopic(sns(), requestedTopic)),
    quotas: lenientQuotaStore(quotaStore(dynamo(), quotas)),
    gatherQueue: gatherQueue(sqs(), resultsQueue),
    deadlines: gatherQueue(sqs(), deadlinesQueue),
    identity: identity(),
    apiTimeoutSeconds: Number(timeout),
    retentionDays,
    clock,
    wait: waitMs,
    randomId: () => randomHex(16),
    tolerated,
    settled,
    /** Per process, not per request: the load, as far as this function knows it. */
    admission,
    /** Per process, not per request: how long rides take, as far as this function has learnt it. */
    pace: new WaitPace(),
  };
}

/** The metrics of admission. */
const told = {
  judged: ({ underWay, limit }: Judgement) => {
    count(metricNames.ridesUnderWay, underWay);
    count(metricNames.ridesAdmissible, limit);
  },
  refused: () => count(metricNames.ridesRefused),
  waitRefused: () => count(metricNames.waitsRefused),
};

export type ApiPorts = ReturnType<typeof apiPorts>;

/** These ports, for one invocation: no call waits longer than the time that remains of it. */
export const portsInTime = (ports: ApiPorts, left: TimeLeft): ApiPorts => ({
  ...ports,
  rides: inTime('rides', ports.rides, left),
  records: inTime('rides', ports.records, left),
  drivers: inTime('drivers', ports.drivers, left),
  requested: inTime('ride-requested', ports.requested, left),
  gatherQueue: inTime('branch-results', ports.gatherQueue, left),
  deadlines: inTime('deadlines', ports.deadlines, left),
});
