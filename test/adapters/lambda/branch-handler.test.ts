import '../../support/quiet-telemetry.ts';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerRecord, type BranchPorts, branchHandler } from '../../../adapters/lambda/branch-handler.ts';
import type { QueueHandler } from '../../../adapters/lambda/queue-handler.ts';
import { rideStore } from '../../../adapters/ride-store.ts';
import type { Branch } from '../../../core/answer-ride.ts';
import { ok, rejected } from '../../../core/branch-rule.ts';
import { branches } from '../../../core/branches.ts';
import { RideOverdueError } from '../../../core/errors.ts';
import { type GatherMessage, gatherMessageSchema, type RideEvent, type RideRequested } from '../../../core/messages.ts';
import { stores, variables } from '../../../core/names.ts';
import { GivenUpError, whileRiderWaits } from '../../../core/retry.ts';
import type { Ride } from '../../../core/ride.ts';
import { instantOf, plusMs } from '../../../core/time.ts';
import { inMemoryGatherQueue, inMemoryRideEvents } from '../../support/in-memory-messaging.ts';
import { inMemoryRideStoreAt } from '../../support/in-memory-ride-store.ts';
import { manualClock } from '../../support/manual-clock.ts';
import {
  aPayment,
  aResult,
  aRide,
  aRideRequest,
  aRideRequested,
  aRideRequestedNow,
  deadlineAt,
  expects,
  requestedAt,
  resultsOf,
} from '../../support/rides.ts';
import { aRecord, deliver } from '../../support/sqs-events.ts';
import { startTestDynamo, type TestDynamo, tableOf } from '../../support/test-dynamo.ts';
import { startTestMessaging, type TestMessaging } from '../../support/test-messaging.ts';

const maxAttempts = 10;
const definition = branches['payment-check'];

let dynamo: TestDynamo;
let messaging: TestMessaging;
beforeAll(async () => {
  [dynamo, messaging] = await Promise.all([startTestDynamo(), startTestMessaging()]);
  Object.assign(process.env, messaging.environment, dynamo.environment, {
    [variables.queue]: (await messaging.queue()).url,
    [variables.maxAttempts]: String(maxAttempts),
    [variables.simulation]: 'off',
  });
});
afterAll(() => Promise.all([dynamo.stop(), messaging.stop()]));

const declining = 'pm_card_chargeDeclined';
const failing = 'pm_fail';

/** Says ok, refuses or fails as the ride's payment method has it. */
const byPaymentMethod: Branch['rule'] = async ({ request: { paymentMethodId } }) => {
  if (paymentMethodId === failing) throw new Error('no answer');
  return paymentMethodId === declining ? rejected('card_declined', 'Declined.') : ok(aPayment({ paymentMethodId }));
};

/** The record of a ride that was taken in with this message. */
const recordOf = ({ rideId, requestedAt, deadlineAt, expects: expected = expects }: RideRequested, more = {}): Ride =>
  aRide({ rideId, requestedAt, deadlineAt, expects: expected, ...more });

interface Running {
  readonly handler: QueueHandler;
  /** A ride that has been taken in. */
  ride(paymentMethodId?: string, more?: Partial<Ride>): Promise<RideRequested>;
  /** What the ride's record has of the branch. */
  kept(ride: RideRequested): Promise<Ride['results'][string] | undefined>;
  /** What was sent to the gather since it was last asked. */
  sent(): Promise<GatherMessage[]>;
}

/** A branch that works by a rule of the test's own, in the process's environment. */
async function running(rule: Branch['rule'] = byPaymentMethod): Promise<Running> {
  const queue = await messaging.queue();
  process.env[variables.branchResultsQueue] = queue.url;
  const handler = branchHandler({ definition, rule });
  const rides = rideStore(dynamo.client, tableOf('rides'), () => new Date());
  return {
    handler,
    ride: async (paymentMethodId = 'pm_card_visa', more = {}) => {
      const message = aRideRequestedNow({ paymentMethodId });
      await rides.create(recordOf(message, more));
      return message;
    },
    kept: async ({ rideId }) => (await rides.get(rideId, 'latest'))?.results[definition.name],
    sent: async () => (await queue.take()).map((message) => gatherMessageSchema.parse(message)),
  };
}

const others = (status: 'ok' | 'failed' = 'ok') =>
  resultsOf(aResult('driver-matching', { status }), aResult('eta'), aResult('pricing'));

describe("a branch's handler", () => {
  it('has the ride keep what the branch says, and wakes nobody while others are missing', async () => {
    const { handler, ride, kept, sent } = await running();
    const message = await ride();
    expect(await deliver(handler, aRecord(message))).toEqual([]);
    expect(await kept(message)).toMatchObject({
      rideId: message.rideId,
      requestedAt: message.requestedAt,
      traceparent: message.traceparent,
      branch: 'payment-check',
      status: 'ok',
      result: aPayment(),
    });
    expect(await sent()).toEqual([]);
  });

  it('wakes the aggregator when it is the last to answer', async () => {
    const { handler, ride, sent } = await running();
    const { rideId, requestedAt } = await ride('pm_card_visa', { results: others() });
    await deliver(handler, aRecord({ ...aRideRequestedNow(), rideId, requestedAt }));
    expect(await sent()).toMatchObject([{ kind: 'wake-up', rideId, requestedAt, branch: 'payment-check' }]);
  });

  it('takes a refusal as an answer, not as a failure, and wakes the aggregator', async () => {
    const { handler, ride, kept, sent } = await running();
    const message = await ride(declining);
    expect(await deliver(handler, aRecord(message))).toEqual([]);
    expect(await kept(message)).toMatchObject({ status: 'rejected', reason: { code: 'card_declined' } });
    expect(await sent()).toMatchObject([{ kind: 'wake-up' }]);
  });

  it('tells when the message was queued, received and answered, and in which attempt', async () => {
    const { handler, ride, kept } = await running();
    const queuedAt = Date.now() - 5_000;
    const attributes = {
      SentTimestamp: String(queuedAt),
      ApproximateFirstReceiveTimestamp: String(queuedAt + 1_000),
      ApproximateReceiveCount: '2',
    };
    const message = await ride();
    await deliver(handler, aRecord(message, attributes));
    const result = await kept(message);
    expect(result).toMatchObject({
      queuedAt: new Date(queuedAt).toISOString(),
      startedAt: new Date(queuedAt + 1_000).toISOString(),
      attempt: 2,
    });
    expect(Date.parse(result?.finishedAt ?? '')).toBeGreaterThanOrEqual(Date.parse(result?.receivedAt ?? ''));
  });

  it('reports a record that fails, and says nothing of it while it may still succeed', async () => {
    const { handler, ride, kept, sent } = await running();
    const message = await ride(failing);
    const record = aRecord(message, { ApproximateReceiveCount: '2' });
    expect(await deliver(handler, record)).toEqual([record.messageId]);
    expect(await kept(message)).toBeUndefined();
    expect(await sent()).toEqual([]);
  });

  it('tells the ride of a failure when no other attempt fits, and still fails the record', async () => {
    const { handler, ride, kept, sent } = await running();
    const message = await ride(failing);
    const record = aRecord(message, { ApproximateReceiveCount: String(maxAttempts) });
    expect(await deliver(handler, record)).toEqual([record.messageId]);
    expect(await kept(message)).toMatchObject({
      status: 'failed',
      reason: { code: 'attempts_exhausted', message: expect.stringContaining(`${maxAttempts}`) },
      attempt: maxAttempts,
    });
    expect(await sent()).toMatchObject([{ kind: 'wake-up', rideId: message.rideId }]);
  });

  it('fails no neighbour of a record that fails', async () => {
    const { handler, ride, kept } = await running();
    const rides = await Promise.all([ride(), ride(failing), ride(), ride(declining)]);
    const records = rides.map((message) => aRecord(message));
    expect(await deliver(handler, ...records)).toEqual([records[1]?.messageId]);
    const statuses = (await Promise.all(rides.map(kept))).map((result) => result?.status);
    expect(statuses).toEqual(['ok', undefined, 'ok', 'rejected']);
  });

  it.each([
    ['no JSON', 'hello'],
    ['another version', { ...aRideRequestedNow(), v: 2 }],
    ['no request', { ...aRideRequestedNow(), request: undefined }],
    ['a place off the earth', { ...aRideRequestedNow(), request: aRideRequest({ pickup: { lat: 91, lng: 0 } }) }],
    ['nothing at all', 'null'],
  ])('reports a message that is %s, and answers its neighbours', async (_, body) => {
    const { handler, ride, kept, sent } = await running();
    const unreadable = aRecord(body, { ApproximateReceiveCount: String(maxAttempts) });
    const neighbour = await ride();
    expect(await deliver(handler, unreadable, aRecord(neighbour))).toEqual([unreadable.messageId]);
    expect(await kept(neighbour)).toMatchObject({ status: 'ok' });
    expect(await sent()).toEqual([]);
  });

  it('reports every record when all fail, rather than throwing', async () => {
    const { handler, ride } = await running();
    const records = [aRecord('hello'), aRecord(await ride(failing))];
    expect(await deliver(handler, ...records)).toEqual(records.map(({ messageId }) => messageId));
  });

  it('reports a record whose answer does not fit the branch', async () => {
    const { handler, ride, kept } = await running(async () => ok({ status: 'perhaps' }));
    const message = await ride();
    const record = aRecord(message);
    expect(await deliver(handler, record)).toEqual([record.messageId]);
    expect(await kept(message)).toBeUndefined();
  });

  it('works on the records of a batch at the same time', async () => {
    const count = 10;
    let started = 0;
    const allStarted = Promise.withResolvers<void>();
    const { handler, ride, kept } = await running(async () => {
      started += 1;
      if (started === count) allStarted.resolve();
      await allStarted.promise;
      return ok(aPayment());
    });
    const rides = await Promise.all(Array.from({ length: count }, () => ride()));
    expect(await deliver(handler, ...rides.map((message) => aRecord(message)))).toEqual([]);
    for (const message of rides) expect(await kept(message)).toMatchObject({ status: 'ok' });
  });

  it('sends its answer as a message where the ride cannot be written, and reports the record where that fails, too', async () => {
    const { ride } = await running();
    const message = await ride();
    const { [stores.rides.environment]: table } = process.env;
    process.env[stores.rides.environment] = 'no-such-table';
    const { handler, sent } = await running();
    expect(await deliver(handler, aRecord(message))).toEqual([]);
    expect(await sent()).toMatchObject([{ kind: 'branch-result', rideId: message.rideId, status: 'ok' }]);

    const endpoint = messaging.environment.AWS_ENDPOINT_URL_SQS;
    process.env[variables.branchResultsQueue] = new URL('/000000000000/no-such-queue', endpoint).href;
    const lost = branchHandler({ definition, rule: byPaymentMethod });
    process.env[stores.rides.environment] = table;
    const record = aRecord(message);
    expect(await deliver(lost, record)).toEqual([record.messageId]);
  });

  it.each([variables.maxAttempts, stores.rides.environment])(
    'names the environment variable %s that is missing',
    (name) => {
      const { [name]: value } = process.env;
      delete process.env[name];
      expect(() => branchHandler({ definition, rule: byPaymentMethod })).toThrow(name);
      process.env[name] = value;
    },
  );
});

/** A ride in memory, at a moment of its life, and a branch whose rule is counted. */
function aStage({ leftMs = 20_000, rule = byPaymentMethod, more = {} as Partial<Ride>, hears = false } = {}) {
  const time = manualClock(plusMs(deadlineAt, -leftMs));
  const message = aRideRequested({ request: aRideRequest({ paymentMethodId: failing }) });
  const rides = inMemoryRideStoreAt(time.clock, recordOf(message, more));
  const gatherQueue = inMemoryGatherQueue(time.clock);
  const events = inMemoryRideEvents();
  let asked = 0;
  const counted: Branch['rule'] = async (ride) => {
    asked += 1;
    return rule(ride);
  };
  const { clock } = time;
  const ports: BranchPorts = {
    clock,
    answers: rides.answers,
    gatherQueue,
    maxAttempts,
    events: hears ? events : undefined,
  };
  const deliverIn = (attempt: number, to: Partial<BranchPorts> = {}) => {
    const record = aRecord(message, {
      ApproximateReceiveCount: String(attempt),
      SentTimestamp: String(Date.parse(requestedAt)),
      ApproximateFirstReceiveTimestamp: String(Date.parse(requestedAt)),
    });
    return answerRecord({ ...ports, ...to }, { definition, rule: counted }, record, time.now());
  };
  const kept = () => rides.item(message.rideId)?.results[definition.name];
  return { time, message, rides, gatherQueue, events, deliverIn, kept, asked: () => asked };
}

const succeeding: Branch['rule'] = async () => ok(aPayment());

describe('an attempt of a branch that fails', () => {
  it('fails the branch when no other one fits before the deadline, and not before, however many came to nothing', async () => {
    const seen = new Map<string, number>();
    const scene = fc.record({
      attempt: fc.integer({ min: 1, max: maxAttempts }),
      leftMs: fc.oneof(fc.integer({ min: -5_000, max: 6_000 }), fc.integer({ min: 6_000, max: 20_000 })),
    });
    await fc.assert(
      fc.asyncProperty(scene, async ({ attempt, leftMs }) => {
        const { deliverIn, kept, gatherQueue, asked } = aStage({ leftMs });
        const error = await deliverIn(attempt).then(
          () => undefined,
          (each: Error) => each,
        );
        const nextLeftMs = leftMs - whileRiderWaits(attempt) * 1_000;
        const outcome = leftMs <= 0 ? 'skipped' : attempt < maxAttempts && nextLeftMs >= 1_000 ? 'again' : 'failed';
        seen.set(outcome, (seen.get(outcome) ?? 0) + 1);
        expect(asked()).toBe(outcome === 'skipped' ? 0 : 1);
        expect(kept()?.status).toBe(outcome === 'failed' ? 'failed' : undefined);
        expect(gatherQueue.sent).toHaveLength(outcome === 'failed' ? 1 : 0);
        if (outcome === 'skipped') expect(error).toBeUndefined();
        if (outcome === 'again') expect(error?.message).toBe('no answer');
        if (outcome === 'failed') {
          expect(error).toBeInstanceOf(GivenUpError);
          expect(error?.message).toContain('The last time: Error: no answer');
        }
      }),
      { numRuns: 300 },
    );
    for (const outcome of ['skipped', 'again', 'failed']) expect(seen.get(outcome), outcome).toBeGreaterThan(9);
  });

  it('goes on to the dead letters once the branch was failed, and asks nobody any more', async () => {
    const { deliverIn, kept, gatherQueue, asked } = aStage({ leftMs: 500 });
    for (const attempt of [6, 7, 8]) await expect(deliverIn(attempt)).rejects.toThrow(GivenUpError);
    expect(asked()).toBe(1);
    expect(kept()).toMatchObject({ status: 'failed', attempt: 6 });
    expect(gatherQueue.sent).toHaveLength(1);
  });

  it('does so after the deadline, too, so that the dead letters have what failed', async () => {
    const { deliverIn, time } = aStage({ leftMs: 500 });
    await expect(deliverIn(6)).rejects.toThrow(GivenUpError);
    time.advance(60_000);
    await expect(deliverIn(7)).rejects.toThrow(GivenUpError);
  });
});

describe('a second delivery to a branch', () => {
  it('does no work where the ride has the answer, and wakes the aggregator again', async () => {
    const more = { results: { ...others(), ...resultsOf(aResult('payment-check')) } };
    const { deliverIn, gatherQueue, asked } = aStage({ rule: succeeding, more });
    await deliverIn(2);
    expect(asked()).toBe(0);
    expect(gatherQueue.sent).toMatchObject([{ message: { kind: 'wake-up' }, delaySeconds: 0 }]);
  });

  it('does the work where it has not', async () => {
    const { deliverIn, kept, asked } = aStage({ rule: succeeding });
    await deliverIn(2);
    expect([asked(), kept()?.attempt]).toEqual([1, 2]);
  });

  it('brings what the first one could not: the wake-up, when it died between the two', async () => {
    const { deliverIn, gatherQueue, asked } = aStage({ rule: succeeding, more: { results: others() } });
    const dying = { gatherQueue: { send: () => Promise.reject(new Error('The process dies.')) } };
    await expect(deliverIn(1, dying)).rejects.toThrow('The process dies.');
    await deliverIn(2);
    expect(asked()).toBe(1);
    expect(gatherQueue.sent).toHaveLength(1);
  });

  it('wakes the aggregator for an answer that is there though the deadline has come', async () => {
    const { deliverIn, gatherQueue } = aStage({ leftMs: -1, more: { results: resultsOf(aResult('payment-check')) } });
    await deliverIn(2, {});
    expect(gatherQueue.sent).toEqual([]);
    const decided = { status: 'expired', pending: new Set<string>() } as const;
    const late = aStage({ leftMs: -1, more: { results: resultsOf(aResult('payment-check')), ...decided } });
    await late.deliverIn(2);
    expect(late.gatherQueue.sent).toMatchObject([{ message: { kind: 'wake-up' }, delaySeconds: 0 }]);
  });
});

describe('a ride whose deadline has come', () => {
  it('is left alone, and its message is done with', async () => {
    const { deliverIn, kept, gatherQueue, asked } = aStage({ leftMs: 0, rule: succeeding });
    await deliverIn(1);
    await deliverIn(2);
    expect([asked(), kept(), gatherQueue.sent]).toEqual([0, undefined, []]);
  });

  it('is left alone, too, where the branch itself finds that out', async () => {
    const rule: Branch['rule'] = async ({ rideId }) => {
      throw new RideOverdueError(rideId);
    };
    const { deliverIn, kept, asked } = aStage({ leftMs: 10, rule });
    await deliverIn(1);
    expect([asked(), kept()]).toEqual([1, undefined]);
  });
});

describe('what a branch tells screens', () => {
  const progressOf = (events: readonly RideEvent[]) => events.map(({ type, progress }) => [type, progress?.branch]);

  it('is that it has answered, in each delivery, where somebody hears of that', async () => {
    const { deliverIn, events } = aStage({ rule: succeeding, hears: true });
    await deliverIn(1);
    await deliverIn(2);
    expect(progressOf(events.published)).toEqual(Array(2).fill(['ride.progress', 'payment-check']));
    expect(events.published[0]?.progress?.view).toMatchObject({ need: 'required', status: 'ok', attempt: 1 });
  });

  it('is that it has failed, too', async () => {
    const { deliverIn, events } = aStage({ leftMs: 500, hears: true });
    await expect(deliverIn(6)).rejects.toThrow(GivenUpError);
    expect(events.published[0]?.progress?.view).toMatchObject({ status: 'failed' });
  });

  it('is nothing where the stack has no push', async () => {
    const { [variables.rideEventsTopic]: topic } = process.env;
    expect(topic).toBeUndefined();
    const { handler, ride } = await running();
    expect(await deliver(handler, aRecord(await ride()))).toEqual([]);
    const { deliverIn, events } = aStage({ rule: succeeding });
    await deliverIn(1);
    expect(events.published).toEqual([]);
  });

  it('goes to the topic that the environment names', async () => {
    const topic = await messaging.topic();
    process.env[variables.rideEventsTopic] = topic.topicArn;
    const { handler, ride } = await running();
    delete process.env[variables.rideEventsTopic];
    const message = await ride();
    expect(await deliver(handler, aRecord(message))).toEqual([]);
    expect(await topic.take()).toMatchObject([{ type: 'ride.progress', rideId: message.rideId }]);
  });
});

it('finds six attempts, at least, in the life of a ride of twenty seconds', () => {
  const begins: number[] = [0];
  for (let attempt = 1; attempt < 20; attempt += 1) begins.push((begins.at(-1) ?? 0) + whileRiderWaits(attempt));
  const useful = begins.filter((second) => plusMs(instantOf(0), second * 1_000) <= plusMs(instantOf(20_000), -1_000));
  expect(useful.length).toBeGreaterThanOrEqual(6);
});
