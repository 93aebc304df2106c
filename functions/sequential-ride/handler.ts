import { dynamo, sns } from '../../adapters/clients.ts';
import { driverStore } from '../../adapters/driver-store.ts';
import { environment } from '../../adapters/environment.ts';
import { apiHandler, json } from '../../adapters/http/api-handler.ts';
import { identity } from '../../adapters/http/identity.ts';
import { rideLocation } from '../../adapters/http/problem.ts';
import { rideCommandOf, rideTerms } from '../../adapters/http/ride-command.ts';
import { logSettled } from '../../adapters/lambda/log-settled.ts';
import { loggedEvents } from '../../adapters/lambda/logged-publisher.ts';
import { clock, randomHex, simulationPorts } from '../../adapters/lambda/process-effects.ts';
import { rideOfInvocation } from '../../adapters/lambda/ride-of-invocation.ts';
import { tolerated } from '../../adapters/lambda/tolerated.ts';
import { lenientQuotaStore } from '../../adapters/lenient-quota-store.ts';
import { quotaStore } from '../../adapters/quota-store.ts';
import { rideStore } from '../../adapters/ride-store.ts';
import { rideEventsTopic } from '../../adapters/topics.ts';
import type { Branch } from '../../core/answer-ride.ts';
import { stores, variables } from '../../core/names.ts';
import { rideView } from '../../core/ride-view.ts';
import { rideInSequence, type SequentialRidePorts } from '../../core/sequential-ride.ts';

const [rides, drivers, quotas, eventsTopic] = environment(
  stores.rides.environment,
  stores.drivers.environment,
  stores.quotas.environment,
  variables.rideEventsTopic,
);

const ports: SequentialRidePorts = {
  rides: rideOfInvocation(rideStore(dynamo(), rides, clock)),
  drivers: driverStore(dynamo(), drivers),
  events: loggedEvents(rideEventsTopic(sns(), eventsTopic)),
  quotas: lenientQuotaStore(quotaStore(dynamo(), quotas)),
  announcesProgress: process.env[variables.progress] === 'on',
  clock,
  simulation: simulationPorts(),
  randomId: () => randomHex(16),
  tolerated,
};

const terms = rideTerms();
const { riderIdOf } = identity();

let loading: Promise<Branch[]> | undefined;

/**
 * All branches in this process: the bundler includes every module that matches this pattern, so new branches are included too.
 */
function branches(): Promise<Branch[]> {
  const load = async (name: string): Promise<Branch> => (await import(`../${name}/branch.ts`)).branch();
  loading ??= Promise.all(Object.keys(terms.expects).map(load));
  return loading;
}

export const handler = apiHandler({
  'POST /sequential-rides': async (event) => {
    const riderId = await riderIdOf(event);
    // Each measurement runs anew, even with the same key.
    const command = { ...rideCommandOf(riderId, event, terms), idempotencyKey: undefined };
    const ride = await rideInSequence(ports, await branches(), command, terms);
    logSettled(ride);
    return json(200, rideView(ride), { Location: rideLocation(event.requestContext.path, ride.rideId) });
  },
});
