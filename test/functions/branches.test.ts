import '../support/quiet-telemetry.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demandStore } from '../../adapters/demand-store.ts';
import { driverStore } from '../../adapters/driver-store.ts';
import { branchHandler } from '../../adapters/lambda/branch-handler.ts';
import type { QueueHandler } from '../../adapters/lambda/queue-handler.ts';
import type { Branch } from '../../core/answer-ride.ts';
import { type BranchDefinition, branches } from '../../core/branches.ts';
import { cellOf } from '../../core/geo.ts';
import type { BranchResult, RideRequested } from '../../core/messages.ts';
import { stores, variables } from '../../core/names.ts';
import { parseGatherMessage } from '../../core/parse-gather-message.ts';
import type { RideRequest } from '../../core/ride-request.ts';
import type { SimulatedBranch } from '../../core/simulation.ts';
import { plusMs } from '../../core/time.ts';
import { driverFreshSeconds, report } from '../support/drivers.ts';
import { aPlace, northOf } from '../support/places.ts';
import { anId, aRideRequest, aRideRequestedNow } from '../support/rides.ts';
import { aRecord, deliver } from '../support/sqs-events.ts';
import { startTestDynamo, type TestDynamo, tableOf } from '../support/test-dynamo.ts';
import { startTestMessaging, type TestMessaging } from '../support/test-messaging.ts';

let dynamo: TestDynamo;
let messaging: TestMessaging;
beforeAll(async () => {
  [dynamo, messaging] = await Promise.all([startTestDynamo(), startTestMessaging()]);
  Object.assign(process.env, messaging.environment, dynamo.environment, {
    [variables.queue]: (await messaging.queue()).url,
    [variables.maxAttempts]: '3',
    [variables.simulation]: 'on',
    [variables.driverFreshSeconds]: String(driverFreshSeconds),
  });
});
afterAll(() => Promise.all([dynamo.stop(), messaging.stop()]));

interface Running {
  readonly branch: Branch;
  readonly handler: QueueHandler;
  /** What the branch has said to the gather since it was last asked. */
  said(): Promise<BranchResult[]>;
}

/** The branch as it is deployed, with nothing in its environment but what the registry says that it needs. */
async function running({ name, stores: needed }: BranchDefinition): Promise<Running> {
  const queue = await messaging.queue();
  process.env[variables.branchResultsQueue] = queue.url;
  for (const [store, { environment }] of Object.entries(stores)) {
    delete process.env[environment];
    if (store in needed) process.env[environment] = dynamo.environment[environment];
  }
  const { branch } = (await import(`../../functions/${name}/branch.ts`)) as { branch(): Branch };
  const made = branch();
  const handler = branchHandler(made);
  const said = async () => (await queue.take()).map((each) => parseGatherMessage(JSON.stringify(each)) as BranchResult);
  return { branch: made, handler, said };
}

const drivers = () => driverStore(dynamo.client, tableOf('drivers'));

/** A ride that every branch can say ok to, without delay, with a driver near its pickup. */
async function aRide(
  name: string,
  request: Partial<RideRequest> = {},
  told: SimulatedBranch = {},
): Promise<RideRequested> {
  const pickup = aPlace();
  await report(drivers(), anId('driver'), northOf(pickup, 1), { now: now() });
  return aRideRequestedNow(aRideRequest({ pickup, simulate: { [name]: { delayMs: 0, ...told } }, ...request }));
}

const now = () => new Date().toISOString();

/** What an answer says, apart from when it was given. */
const essence = ({ branch, status, reason, result }: BranchResult) => ({ branch, status, reason, result });

describe.each(Object.entries<BranchDefinition>(branches))('the branch %s', (name, definition) => {
  it('is registered under its own name', async () => {
    expect(definition.name).toBe(name);
    expect((await running(definition)).branch.definition).toBe(definition);
  });

  it('answers a ride within its schema', async () => {
    const { handler, said } = await running(definition);
    const ride = await aRide(name);
    expect(await deliver(handler, aRecord(ride))).toEqual([]);
    const [answer, ...others] = await said();
    expect(others).toEqual([]);
    expect(answer).toMatchObject({ rideId: ride.rideId, traceparent: ride.traceparent, branch: name, status: 'ok' });
    expect(definition.result.safeParse(answer?.result).success).toBe(true);
  });

  it('rejects with a code', async () => {
    const { handler, said } = await running(definition);
    const ride = await aRide(name, {}, { fault: 'reject' });
    expect(await deliver(handler, aRecord(ride))).toEqual([]);
    expect(await said()).toMatchObject([
      { status: 'rejected', reason: { code: expect.stringMatching(/^[a-z_]+$/), message: expect.any(String) } },
    ]);
  });

  it('fails the record when it fails, and says so to the gather on the last attempt', async () => {
    const { handler, said } = await running(definition);
    const ride = await aRide(name, {}, { fault: 'exception' });
    const [first, last] = [aRecord(ride), aRecord(ride, { ApproximateReceiveCount: '3' })];
    expect(await deliver(handler, first)).toEqual([first.messageId]);
    expect(await said()).toEqual([]);
    expect(await deliver(handler, last)).toEqual([last.messageId]);
    expect(await said()).toMatchObject([{ branch: name, status: 'failed' }]);
  });

  it('succeeds on a later attempt', async () => {
    const { handler, said } = await running(definition);
    const ride = await aRide(name, {}, { fault: 'exception', times: 2 });
    for (const attempt of ['1', '2', '3']) await deliver(handler, aRecord(ride, { ApproximateReceiveCount: attempt }));
    expect(await said()).toMatchObject([{ status: 'ok', attempt: 3 }]);
  });

  it('reports a message that it cannot read', async () => {
    const { handler, said } = await running(definition);
    const record = aRecord({ ...(await aRide(name)), request: { pickup: 'here' } });
    expect(await deliver(handler, record)).toEqual([record.messageId]);
    expect(await said()).toEqual([]);
  });

  const usesStores = Object.keys(definition.stores).length > 0;
  it.runIf(usesStores)('fails the record when a store does not answer', async () => {
    const { handler, said } = await running(definition);
    const record = aRecord(await aRide(name));
    const [store] = Object.keys(definition.stores) as (keyof typeof stores)[];
    process.env[stores[store ?? 'drivers'].environment] = 'no-such-table';
    const { branch } = (await import(`../../functions/${name}/branch.ts`)) as { branch(): Branch };
    expect(await deliver(branchHandler(branch()), record)).toEqual([record.messageId]);
    expect(await deliver(handler, record)).toEqual([]);
    expect(await said()).toMatchObject([{ status: 'ok' }]);
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
    const { handler, said } = await running(branches[name]);
    const ride = await aRide(name);
    const request = { ...ride.request, ...change(ride.request.pickup) };
    expect(await deliver(handler, aRecord({ ...ride, request }))).toEqual([]);
    expect(await said()).toMatchObject([{ branch: name, status: 'rejected', reason: { code } }]);
  });
});

/** All but driver-matching, which may find another driver: the ride's record keeps its first answer. */
const repeating = Object.entries<BranchDefinition>(branches).filter(([name]) => name !== 'driver-matching');

describe.each(repeating)('the branch %s', (name, definition) => {
  it('gives one answer to a message that is delivered several times at once', async () => {
    const { handler, said } = await running(definition);
    const ride = await aRide(name);
    const records = Array.from({ length: 5 }, () => aRecord(ride));
    expect(await deliver(handler, ...records)).toEqual([]);
    const answers = (await said()).map(essence);
    expect(answers).toHaveLength(5);
    expect(answers).toEqual(answers.map(() => answers[0]));
    expect(answers[0]?.status).toBe('ok');
  });

  it('gives the same answer to a message that is delivered again', async () => {
    const { handler, said } = await running(definition);
    const ride = await aRide(name);
    for (const attempt of ['1', '2', '3']) await deliver(handler, aRecord(ride, { ApproximateReceiveCount: attempt }));
    const answers = (await said()).map(essence);
    expect(answers).toHaveLength(3);
    expect(answers).toEqual(answers.map(() => answers[0]));
  });
});

describe('what a branch does besides answering', () => {
  it('driver-matching leases each driver that it answers with, and no driver twice, however often the message comes', async () => {
    const { handler, said } = await running(branches['driver-matching']);
    const ride = await aRide('driver-matching');
    const { pickup } = ride.request;
    for (const kilometers of [1.1, 1.2])
      await report(drivers(), anId('driver'), northOf(pickup, kilometers), { now: now() });
    await deliver(handler, aRecord(ride), aRecord(ride));
    await deliver(handler, aRecord(ride));
    const matched = (await said()).map(({ result }) => String(result?.driverId));
    expect(new Set(matched).size).toBe(3);
    for (const driverId of matched) expect(await drivers().hold(driverId, ride, now())).toBe(true);
  });

  it('driver-matching matches no driver who has not reported for as long as its environment says', async () => {
    const { handler, said } = await running(branches['driver-matching']);
    const pickup = aPlace();
    const longAgo = plusMs(now(), -driverFreshSeconds * 1000);
    const driverId = anId('driver');
    await report(drivers(), driverId, pickup, { now: now(), reportedAt: longAgo });
    const ride = aRideRequestedNow(aRideRequest({ pickup, simulate: { 'driver-matching': { delayMs: 0 } } }));
    expect(await deliver(handler, aRecord(ride))).toEqual([]);
    expect(await said()).toMatchObject([{ status: 'rejected', reason: { code: 'no_drivers_available' } }]);
    await report(drivers(), driverId, pickup, { now: now() });
    expect(await deliver(handler, aRecord(ride))).toEqual([]);
    expect(await said()).toMatchObject([{ status: 'ok', result: { driverId } }]);
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
