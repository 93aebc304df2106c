import '../support/quiet-telemetry.ts';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { demandStore } from '../../adapters/demand-store.ts';
import { driverStore } from '../../adapters/driver-store.ts';
import { branchHandler } from '../../adapters/lambda/branch-handler.ts';
import type { QueueHandler } from '../../adapters/lambda/queue-handler.ts';
import { rideStore } from '../../adapters/ride-store.ts';
import type { Branch } from '../../core/answer-ride.ts';
import { type BranchDefinition, branches } from '../../core/branches.ts';
import { cellOf, resolutions } from '../../core/geo.ts';
import { type BranchResult, type GatherMessage, gatherMessageSchema, type RideRequested } from '../../core/messages.ts';
import { stores, variables } from '../../core/names.ts';
import type { RideRequest } from '../../core/ride-request.ts';
import type { SimulatedBranch } from '../../core/simulation.ts';
import { plusMs } from '../../core/time.ts';
import { driverFreshSeconds, report } from '../support/drivers.ts';
import { aPlace, northOf } from '../support/places.ts';
import { anId, aRide as aRecordedRide, aRideRequest, aRideRequestedNow } from '../support/rides.ts';
import { aRecord, deliver } from '../support/sqs-events.ts';
import { startTestDynamo, type TestDynamo, tableOf } from '../support/test-dynamo.ts';
import { startTestMessaging, type TestMessaging } from '../support/test-messaging.ts';

let dynamo: TestDynamo;
let messaging: TestMessaging;
beforeAll(async () => {
  [dynamo, messaging] = await Promise.all([startTestDynamo(), startTestMessaging()]);
  Object.assign(process.env, messaging.environment, dynamo.environment, {
    [variables.queue]: (await messaging.queue()).url,
    [variables.maxAttempts]: '10',
    [variables.simulation]: 'on',
    [variables.driverFreshSeconds]: String(driverFreshSeconds),
  });
});
afterAll(() => Promise.all([dynamo.stop(), messaging.stop()]));

interface Running {
  readonly branch: Branch;
  readonly handler: QueueHandler;
  /** What was sent to the gather since it was last asked. */
  sent(): Promise<GatherMessage[]>;
}

/** The branch as it is deployed, with nothing in its environment but what the registry says that it needs, and the rides. */
async function running({ name, stores: needed }: BranchDefinition): Promise<Running> {
  const queue = await messaging.queue();
  process.env[variables.branchResultsQueue] = queue.url;
  for (const [store, { environment }] of Object.entries(stores)) {
    delete process.env[environment];
    if (store in needed || store === 'rides') process.env[environment] = dynamo.environment[environment];
  }
  const { branch } = (await import(`../../functions/${name}/branch.ts`)) as { branch(): Branch };
  const made = branch();
  const handler = branchHandler(made);
  const sent = async () => (await queue.take()).map((each) => gatherMessageSchema.parse(each));
  return { branch: made, handler, sent };
}

const drivers = () => driverStore(dynamo.client, tableOf('drivers'));
const rides = () => rideStore(dynamo.client, tableOf('rides'), () => new Date());

/** What the record of a ride has kept of a branch. */
const kept = async ({ rideId }: RideRequested, name: string): Promise<BranchResult | undefined> =>
  (await rides().get(rideId, 'latest'))?.results[name];

/** A ride that every branch can say ok to, without delay, with a driver near its pickup, and its record. */
async function aRide(
  name: string,
  request: Partial<RideRequest> = {},
  told: SimulatedBranch = {},
): Promise<RideRequested> {
  const pickup = aPlace();
  await report(drivers(), anId('driver'), northOf(pickup, 1), { now: now() });
  const ride = aRideRequestedNow(aRideRequest({ pickup, simulate: { [name]: { delayMs: 0, ...told } }, ...request }));
  const { rideId, requestedAt, deadlineAt } = ride;
  await rides().create(aRecordedRide({ rideId, requestedAt, deadlineAt }));
  return ride;
}

const now = () => new Date().toISOString();

describe.each(Object.entries<BranchDefinition>(branches))('the branch %s', (name, definition) => {
  it('is registered under its own name', async () => {
    expect(definition.name).toBe(name);
    expect((await running(definition)).branch.definition).toBe(definition);
  });

  it('answers a ride within its schema', async () => {
    const { handler, sent } = await running(definition);
    const ride = await aRide(name);
    expect(await deliver(handler, aRecord(ride))).toEqual([]);
    const answer = await kept(ride, name);
    expect(answer).toMatchObject({ rideId: ride.rideId, traceparent: ride.traceparent, branch: name, status: 'ok' });
    expect(definition.result.safeParse(answer?.result).success).toBe(true);
    expect(await sent()).toEqual([]);
  });

  it('rejects with a code', async () => {
    const { handler } = await running(definition);
    const ride = await aRide(name, {}, { fault: 'reject' });
    expect(await deliver(handler, aRecord(ride))).toEqual([]);
    expect(await kept(ride, name)).toMatchObject({
      status: 'rejected',
      reason: { code: expect.stringMatching(/^[a-z_]+$/), message: expect.any(String) },
    });
  });

  it('gives one answer to a message that is delivered several times, at once and again', async () => {
    const { handler } = await running(definition);
    const ride = await aRide(name);
    const records = Array.from({ length: 5 }, () => aRecord(ride));
    expect(await deliver(handler, ...records)).toEqual([]);
    const answer = await kept(ride, name);
    expect(answer?.status).toBe('ok');
    for (const attempt of ['1', '2', '3']) await deliver(handler, aRecord(ride, { ApproximateReceiveCount: attempt }));
    expect(await kept(ride, name)).toEqual(answer);
  });

  it('fails the record when it fails, and says so when no other attempt fits before the deadline', async () => {
    const { handler } = await running(definition);
    const ride = await aRide(name, {}, { fault: 'exception' });
    const [first, last] = [aRecord(ride), aRecord(ride, { ApproximateReceiveCount: '10' })];
    expect(await deliver(handler, first)).toEqual([first.messageId]);
    expect(await kept(ride, name)).toBeUndefined();
    expect(await deliver(handler, last)).toEqual([last.messageId]);
    expect(await kept(ride, name)).toMatchObject({ branch: name, status: 'failed' });
  });

  it('succeeds on a later attempt', async () => {
    const { handler } = await running(definition);
    const ride = await aRide(name, {}, { fault: 'exception', times: 2 });
    for (const attempt of ['1', '2', '3']) await deliver(handler, aRecord(ride, { ApproximateReceiveCount: attempt }));
    expect(await kept(ride, name)).toMatchObject({ status: 'ok', attempt: 3 });
  });

  it('reports a message that it cannot read', async () => {
    const { handler } = await running(definition);
    const ride = await aRide(name);
    const record = aRecord({ ...ride, request: { pickup: 'here' } });
    expect(await deliver(handler, record)).toEqual([record.messageId]);
    expect(await kept(ride, name)).toBeUndefined();
  });

  const usesStores = Object.keys(definition.stores).length > 0;
  it.runIf(usesStores)('fails the record when a store does not answer', async () => {
    const { handler } = await running(definition);
    const ride = await aRide(name);
    const record = aRecord(ride);
    // Pricing asks about drivers only where several riders want one.
    const store = (Object.keys(definition.stores) as (keyof typeof stores)[]).at(-1);
    process.env[stores[store ?? 'drivers'].environment] = 'no-such-table';
    const { branch } = (await import(`../../functions/${name}/branch.ts`)) as { branch(): Branch };
    expect(await deliver(branchHandler(branch()), record)).toEqual([record.messageId]);
    expect(await deliver(handler, record)).toEqual([]);
    expect(await kept(ride, name)).toMatchObject({ status: 'ok' });
  });
});

describe('branches refuse what they should', () => {
  it.each<[keyof typeof branches, string, (pickup: RideRequest['pickup']) => Partial<RideRequest>]>([
    ['driver-matching', 'no_drivers_available', () => ({ pickup: aPlace() })],
    ['eta', 'no_route', (pickup) => ({ dropoff: northOf(pickup, 600) })],
    ['pricing', 'trip_too_long', (pickup) => ({ dropoff: northOf(pickup, 200) })],
    ['payment-check', 'card_declined', () => ({ paymentMethodId: 'pm_card_chargeDeclined' })],
    ['payment-check', 'insufficient_funds', () => ({ paymentMethodId: 'pm_card_insufficientFunds' })],
    ['payment-check', 'expired_card', () => ({ paymentMethodId: 'pm_card_expired' })],
    ['payment-check', 'payment_method_unknown', () => ({ paymentMethodId: 'pm_nobody_knows' })],
  ])('%s: %s', async (name, code, change) => {
    const { handler } = await running(branches[name]);
    const ride = await aRide(name);
    const request = { ...ride.request, ...change(ride.request.pickup) };
    expect(await deliver(handler, aRecord({ ...ride, request }))).toEqual([]);
    expect(await kept(ride, name)).toMatchObject({ branch: name, status: 'rejected', reason: { code } });
  });
});

it('driver-matching leaves drivers out who have not reported lately, as the stack says', async () => {
  const { handler } = await running(branches['driver-matching']);
  const pickup = aPlace();
  const longAgo = plusMs(now(), -1_000 * (driverFreshSeconds + 30));
  await report(drivers(), anId('driver'), northOf(pickup, 1), { now: longAgo });
  const ride = aRideRequestedNow({ pickup, simulate: { 'driver-matching': { delayMs: 0 } } });
  const { rideId, requestedAt, deadlineAt } = ride;
  await rides().create(aRecordedRide({ rideId, requestedAt, deadlineAt }));
  expect(await deliver(handler, aRecord(ride))).toEqual([]);
  expect(await kept(ride, 'driver-matching')).toMatchObject({ reason: { code: 'no_drivers_available' } });
});

describe('what a branch does besides answering', () => {
  it('driver-matching gives the gather the drivers back whom the ride did not take, however often the message comes', async () => {
    const { handler, sent } = await running(branches['driver-matching']);
    const ride = await aRide('driver-matching');
    const { pickup } = ride.request;
    await report(drivers(), anId('driver'), northOf(pickup, 1.1), { now: now() });
    await deliver(handler, aRecord(ride), aRecord(ride), aRecord(ride));
    await deliver(handler, aRecord(ride, { ApproximateReceiveCount: '2' }));
    const answer = await kept(ride, 'driver-matching');
    expect(answer).toMatchObject({ status: 'ok' });
    const givenBack = (await sent()).flatMap((message) => (message.kind === 'branch-result' ? [message] : []));
    for (const { result } of givenBack) expect(result?.driverId).not.toBe(answer?.result?.driverId);
  });

  it('eta sees a driver who comes on shift where there was none at once, and looks again at others after seconds', async () => {
    const { handler } = await running(branches.eta);
    // At half past: the traffic of a route changes with the hour.
    vi.useFakeTimers({ toFake: ['Date'], now: new Date().setUTCMinutes(30) });
    // Both drivers are in the cell that a search begins with, so that its page shows them.
    let pickup = aPlace();
    while (cellOf(pickup, resolutions.coarsest) !== cellOf(northOf(pickup, 1), resolutions.coarsest)) pickup = aPlace();
    const asked = async () => {
      const ride = aRideRequestedNow(aRideRequest({ pickup, simulate: { eta: { delayMs: 0 } } }));
      const { rideId, requestedAt, deadlineAt } = ride;
      await rides().create(aRecordedRide({ rideId, requestedAt, deadlineAt }));
      expect(await deliver(handler, aRecord(ride))).toEqual([]);
      return (await kept(ride, 'eta'))?.result?.pickupSeconds as number | null;
    };
    expect(await asked()).toBeNull();
    await report(drivers(), anId('driver'), northOf(pickup, 1), { now: now() });
    const far = await asked();
    expect(far).toBeGreaterThan(0);
    await report(drivers(), anId('driver'), northOf(pickup, 0.1), { now: now() });
    vi.setSystemTime(Date.now() + 4_000);
    expect(await asked()).toBe(far);
    vi.setSystemTime(Date.now() + 2_000);
    expect(await asked()).toBeLessThan(far ?? 0);
    vi.useRealTimers();
  });

  it('pricing counts a ride once, however often the message comes', async () => {
    const { handler } = await running(branches.pricing);
    const ride = await aRide('pricing');
    await deliver(handler, aRecord(ride), aRecord(ride), aRecord(ride));
    await deliver(handler, aRecord(ride));
    const area = `standard#${cellOf(ride.request.pickup)}`;
    const since = plusMs(ride.requestedAt, -60_000);
    expect(await demandStore(dynamo.client, tableOf('demand')).countSince(area, since, 100)).toBe(1);
  });
});
