import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { branches } from '../../core/branches.ts';
import type { Fate, Intercept, ServiceCall } from '../../local/index.ts';
import { aDriver, aQuickRequest, aRider } from '../support/api-users.ts';
import { eventually } from '../support/eventually.ts';
import { aPlace } from '../support/places.ts';
import { recordsOf } from '../support/records.ts';
import { redeliverSoon } from '../support/redeliver-soon.ts';
import { loggedAbout } from '../support/ride-events.ts';
import type { RunningStack } from '../support/running-stack.ts';
import { startStackWith } from '../support/stack-with.ts';

/** Time for a fresh worker on a busy machine: an attempt that times out is not what these tests are about. */
const functionTimeoutSeconds = 3;
const context = { deadlineSeconds: '20', functionTimeoutSeconds: String(functionTimeoutSeconds) };

describe('what was accepted', () => {
  let stack: RunningStack;
  let calls: ServiceCall[] = [];
  let meet: Intercept = () => 'pass';

  beforeAll(async () => {
    const intercept: Intercept = (call) => {
      calls.push(call);
      return meet(call);
    };
    stack = await startStackWith(context, { intercept });
    await redeliverSoon(stack.sqs, stack.cloud, functionTimeoutSeconds + 1);
    await aRider(stack).asks(aQuickRequest());
  });
  afterEach(() => {
    meet = () => 'pass';
    calls = [];
  });
  afterAll(() => stack.stop());

  const aScene = async () => {
    const pickup = aPlace();
    return { pickup, rider: aRider(stack), driver: await aDriver(stack, pickup) };
  };
  const isOf = (lane: string) => (call: ServiceCall) => call.functionName.includes(`${lane}Function`);
  const driversWith = async (isTheirs: (driver: Record<string, unknown>) => boolean) =>
    (await recordsOf(stack, 'DriversTableName')).filter(isTheirs).map(({ driverId }) => driverId);
  const driversOf = (rideId: string) => driversWith(({ heldBy }) => heldBy === rideId);
  /** Not those who were leased by a worker that died: they are out until their lease ends. */
  const driversHeldBy = (rideId: string) =>
    driversWith(({ heldBy, holdUntil }) => heldBy === rideId && holdUntil !== undefined);
  /** That a branch writes its answer into its ride. */
  const isAnswer = ({ operation, body }: ServiceCall) =>
    operation === 'UpdateItem' && body.includes('if_not_exists(results');
  const demandOf = async (rideId: string) =>
    (await recordsOf(stack, 'DemandTableName')).filter(({ requested }) => String(requested).endsWith(`#${rideId}`));
  /** The states that a ride was announced in, and the drivers that it did not need: not the branches as they answered. */
  const announced = (rideId: string) =>
    calls
      .filter(({ service }) => service === 'sns')
      .flatMap(({ body }) => typesPublished(new URLSearchParams(body), rideId))
      .filter((type) => type !== 'ride.progress');

  /** The function's workers die at their first call of this kind, which never reaches its service. */
  const dieOnceAt = (lane: string, isMeant: (call: ServiceCall) => boolean) => {
    let died = false;
    meet = async (call): Promise<Fate> => {
      if (died || !isOf(lane)(call) || !isMeant(call)) return 'pass';
      died = true;
      await stack.cloud.killWorkers(call.functionName);
      return { kind: 'reset' };
    };
    return () => expect(died).toBe(true);
  };

  describe('survives the death of all workers', () => {
    it('right after a 202', async () => {
      const { pickup, rider, driver } = await aScene();
      const { status, body } = await rider.asksAsync(aQuickRequest(pickup));
      await stack.cloud.killWorkers();
      expect(status).toBe(202);
      await eventually(async () => {
        expect((await rider.looksAt(body.rideId)).body).toMatchObject({
          status: 'confirmed',
          outcome: { driver: { driverId: driver.driverId } },
        });
      });
    });

    it('right after a 200', async () => {
      const { pickup, rider } = await aScene();
      const { status, body } = await rider.asks(aQuickRequest(pickup));
      await stack.cloud.killWorkers();
      expect(status).toBe(200);
      expect((await rider.looksAt(body.rideId)).body).toEqual(body);
    });

    it('right after a cancellation, whose driver is freed', async () => {
      const { pickup, rider } = await aScene();
      const { body } = await rider.asks(aQuickRequest(pickup));
      expect((await rider.cancels(body.rideId)).status).toBe(200);
      await stack.cloud.killWorkers();
      await eventually(async () => expect(await driversOf(body.rideId)).toEqual([]));
      expect((await rider.looksAt(body.rideId)).body.status).toBe('cancelled');
    });
  });

  describe('has each effect once when a worker dies before it can say so', () => {
    /** The second attempt, or the third: the first one after a death is slow, on a busy machine slower than it may be. */
    const again = expect.toSatisfy((attempt: number) => attempt >= 2);

    it('reserves one driver', async () => {
      const { pickup, rider } = await aScene();
      await aDriver(stack, pickup);
      const hasDied = dieOnceAt('DriverMatching', isAnswer);
      const { body } = await rider.asks(aQuickRequest(pickup));
      hasDied();
      expect(body).toMatchObject({ status: 'confirmed', branches: { 'driver-matching': { attempt: again } } });
      expect(await driversHeldBy(body.rideId)).toEqual([body.outcome?.driver.driverId]);
    });

    it('counts the demand', async () => {
      const { pickup, rider } = await aScene();
      const hasDied = dieOnceAt('Pricing', isAnswer);
      const { body } = await rider.asks(aQuickRequest(pickup));
      hasDied();
      expect(body).toMatchObject({ status: 'confirmed', branches: { pricing: { attempt: again } } });
      expect(await demandOf(body.rideId)).toHaveLength(1);
    });

    it('wakes the aggregator for an answer that is in the ride', async () => {
      const { pickup, rider } = await aScene();
      const slow = { pricing: { delayMs: 300 } };
      const hasDied = dieOnceAt('Pricing', ({ operation }) => operation === 'SendMessage');
      const { body } = await rider.asks(aQuickRequest(pickup, slow));
      hasDied();
      expect(body).toMatchObject({ status: 'confirmed', branches: { pricing: { attempt: 1 } } });
    });

    it('confirms a ride whose driver was held already', async () => {
      const { pickup, rider, driver } = await aScene();
      const hasDied = dieOnceAt('BranchResults', ({ operation, body }) => isMove(operation, body, 'confirmed'));
      const { body } = await rider.asks(aQuickRequest(pickup));
      hasDied();
      expect(body).toMatchObject({ status: 'confirmed', outcome: { driver: { driverId: driver.driverId } } });
      expect(await driversOf(body.rideId)).toEqual([driver.driverId]);
    });

    it('announces a ride that was confirmed already', async () => {
      const { pickup, rider } = await aScene();
      const hasDied = dieOnceAt('BranchResults', ({ operation }) => operation === 'Publish');
      const { body } = await rider.asks(aQuickRequest(pickup));
      await eventually(hasDied); // The rider may have read the state before it is announced.
      const lines = () => loggedAbout(stack, /BranchResults/, body.rideId).map(({ message }) => message);
      await eventually(() => expect(lines()).toContain('event announced'));
    });
  });

  it('is answered although a call of a service never ends', async () => {
    const { pickup, rider } = await aScene();
    let hung = false;
    meet = (call) => {
      if (hung || !isOf('Api')(call)) return 'pass';
      hung = true;
      return { kind: 'hang' };
    };
    const answer = await rider.asks(aQuickRequest(pickup));
    expect(answer).toMatchObject({ status: 200, body: { status: 'confirmed' } });
    expect(hung).toBe(true);
  });

  it('is one ride with one answer when it is asked for 50 times at once under one key', async () => {
    const { pickup, rider } = await aScene();
    const key = { 'Idempotency-Key': 'fifty-times' };
    const answers = await Promise.all(Array.from({ length: 50 }, () => rider.asks(aQuickRequest(pickup), key)));
    const [first] = answers;
    const rideId = first?.body.rideId ?? '';
    for (const answer of answers) expect(answer).toMatchObject({ status: 200, body: first?.body ?? {} });
    expect(first?.body.status).toBe('confirmed');

    const rides = await recordsOf(stack, 'RidesTableName');
    expect(rides.filter(({ riderId }) => riderId === rider.riderId)).toHaveLength(1);
    const published = calls.filter(
      ({ operation, functionName }) => operation === 'Publish' && /Api/.test(functionName),
    );
    expect(published).toHaveLength(1);
    expect(calls.filter(isAnswer)).toHaveLength(Object.keys(branches).length);
    const messages = calls.filter(({ operation }) => operation === 'SendMessage').map(({ body }) => body);
    expect(messages.filter((body) => body.includes('branch-result'))).toEqual([]);
    expect(messages.filter((body) => body.includes('wake-up')).length).toBeLessThanOrEqual(2);
    expect(announced(rideId)).toEqual(['ride.confirmed']);
  });

  describe('has one lawful end', () => {
    it('when it is cancelled twice at once', async () => {
      const { pickup, rider } = await aScene();
      const { body } = await rider.asks(aQuickRequest(pickup));
      const [one, other] = await Promise.all([rider.cancels(body.rideId), rider.cancels(body.rideId)]);
      expect(one).toMatchObject({ status: 200, body: { status: 'cancelled' } });
      expect(other).toMatchObject({ status: 200, body: one.body });
      await eventually(async () => expect(await driversOf(body.rideId)).toEqual([]));
    });

    it('when it is cancelled just before it can be confirmed', async () => {
      const { pickup, rider } = await aScene();
      const cancelled = Promise.withResolvers<void>();
      const confirming = Promise.withResolvers<void>();
      meet = async (call): Promise<Fate> => {
        if (!isMove(call.operation, call.body, 'confirmed')) return 'pass';
        confirming.resolve();
        await cancelled.promise;
        return 'pass';
      };
      const { body } = await rider.asksAsync(aQuickRequest(pickup));
      await confirming.promise;
      expect(await rider.cancels(body.rideId)).toMatchObject({ status: 200, body: { status: 'cancelled' } });
      cancelled.resolve();
      await eventually(async () => expect(await driversOf(body.rideId)).toEqual([]));
      expect((await rider.looksAt(body.rideId)).body).toMatchObject({ status: 'cancelled', outcome: null });
      expect(announced(body.rideId)).not.toContain('ride.confirmed');
    });

    it('when it is confirmed just before it can be cancelled', async () => {
      const { pickup, rider } = await aScene();
      const confirmed = Promise.withResolvers<void>();
      const cancelling = Promise.withResolvers<void>();
      meet = async (call): Promise<Fate> => {
        if (isMove(call.operation, call.body, 'cancelled')) {
          cancelling.resolve();
          await confirmed.promise;
        }
        if (isMove(call.operation, call.body, 'confirmed')) await cancelling.promise;
        return 'pass';
      };
      const { body } = await rider.asksAsync(aQuickRequest(pickup));
      const cancelled = rider.cancels(body.rideId);
      await eventually(async () => expect((await rider.looksAt(body.rideId)).body.status).toBe('confirmed'));
      confirmed.resolve();
      expect(await cancelled).toMatchObject({ status: 200, body: { status: 'cancelled' } });
      await eventually(async () => expect(await driversOf(body.rideId)).toEqual([]));
    });

    it('when a result comes after it was cancelled', async () => {
      const { pickup, rider } = await aScene();
      const { body } = await rider.asksAsync(aQuickRequest(pickup, { 'driver-matching': { delayMs: 1_500 } }));
      await rider.cancels(body.rideId);
      await eventually(async () => {
        const { body: now } = await rider.looksAt(body.rideId);
        expect(now).toMatchObject({
          status: 'cancelled',
          branches: { 'driver-matching': { status: 'ok', late: true } },
        });
      });
      await eventually(async () => expect(await driversOf(body.rideId)).toEqual([]));
      expect(announced(body.rideId)).toContain('ride.driver-unneeded');
    });
  });
});

/** Whether a call writes that a ride has reached this state. */
const isMove = (operation: string, body: string, status: string): boolean =>
  operation === 'UpdateItem' && JSON.parse(body).ExpressionAttributeValues?.[':status']?.S === status;

/** The types of the events of a ride in a request to SNS, of one message or of several. */
function typesPublished(request: URLSearchParams, rideId: string): string[] {
  const type = 'MessageAttributes.entry.1.Value.StringValue';
  const messages = [...request].filter(([name, value]) => /(^|\.)Message$/.test(name) && value.includes(rideId));
  return messages.flatMap(([name]) => request.get(name.replace(/Message$/, type)) ?? []);
}
