import '../../support/traced-telemetry.ts';
import { setImmediate as turn } from 'node:timers/promises';
import type { APIGatewayProxyEvent, SQSRecord } from 'aws-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apiHandler, json } from '../../../adapters/http/api-handler.ts';
import { branchHandler } from '../../../adapters/lambda/branch-handler.ts';
import { rideOfInvocation } from '../../../adapters/lambda/ride-of-invocation.ts';
import { subscriberHandler } from '../../../adapters/lambda/subscriber-handler.ts';
import { logger } from '../../../adapters/lambda/telemetry.ts';
import { rideStore } from '../../../adapters/ride-store.ts';
import type { Branch } from '../../../core/answer-ride.ts';
import { ok } from '../../../core/branch-rule.ts';
import { branches } from '../../../core/branches.ts';
import { stores, variables } from '../../../core/names.ts';
import { linesOf } from '../../support/captured-lines.ts';
import { inMemoryRideStore } from '../../support/in-memory-ride-store.ts';
import { aRideEvent } from '../../support/ride-events.ts';
import { anId, aPayment, aResult, aRide, aRideRequestedNow, resultsOf } from '../../support/rides.ts';
import { aContext, aRecord, deliver } from '../../support/sqs-events.ts';
import { startTestDynamo, type TestDynamo, tableOf } from '../../support/test-dynamo.ts';
import { startTestMessaging, type TestMessaging } from '../../support/test-messaging.ts';
import { invocation } from '../../support/traced-telemetry.ts';

let dynamo: TestDynamo;
let messaging: TestMessaging;
beforeAll(async () => {
  [dynamo, messaging] = await Promise.all([startTestDynamo(), startTestMessaging()]);
  const { url } = await messaging.queue();
  Object.assign(process.env, messaging.environment, dynamo.environment, {
    [variables.queue]: url,
    [variables.branchResultsQueue]: url,
    [variables.maxAttempts]: '3',
    [variables.simulation]: 'off',
  });
});
afterAll(() => Promise.all([dynamo.stop(), messaging.stop()]));

/** A ride with a trace of its own. */
function traced<Message extends { readonly rideId: string; readonly traceparent: string }>(message: Message) {
  const traceId = anId('').replaceAll('-', '');
  const rideId = anId('ride');
  return {
    message: { ...message, rideId, traceparent: `00-${traceId}-b7ad6b7169203331-01` },
    ids: { rideId, traceId },
  };
}

/** Hands records to a handler in an invocation of its own. */
const invoked = (...batch: Parameters<typeof deliver>) => invocation(anId('request'), '1', () => deliver(...batch));

const twice = <Value>(make: () => Value): readonly [Value, Value] => [make(), make()];

const about = (lines: readonly Record<string, unknown>[], rideId: string) =>
  lines.filter((line) => line.rideId === rideId);

describe('what is logged about a ride', () => {
  const answering: Branch['rule'] = async ({ request }) => {
    await turn(); // so that the records of a batch take turns
    if (request.paymentMethodId === 'pm_fail') throw new Error('no answer');
    return ok(aPayment());
  };

  it('tells when a branch started and finished, under the ids of each ride of a batch', async () => {
    const handler = branchHandler({ definition: branches['payment-check'], rule: answering });
    const rides = twice(() => traced(aRideRequestedNow()));
    const lines = await linesOf(() => invoked(handler, ...rides.map(({ message }) => aRecord(message))));
    for (const { ids } of rides) {
      const its = about(lines, ids.rideId);
      expect(its.map(({ message }) => message)).toEqual(['branch started', 'branch finished']);
      for (const line of its)
        expect(line).toMatchObject({ ...ids, branch: 'payment-check', attempt: 1, level: 'INFO' });
      expect(its[1]).toMatchObject({ status: 'ok', durationMs: expect.any(Number), queuedMs: expect.any(Number) });
    }
  });

  it('tells whom the ride waits for when it has kept the answer', async () => {
    const handler = branchHandler({ definition: branches['payment-check'], rule: answering });
    const { message, ids } = traced(aRideRequestedNow());
    const { rideId, requestedAt, deadlineAt } = message;
    const ride = aRide({ rideId, requestedAt, deadlineAt, results: resultsOf(aResult('eta')) });
    await rideStore(dynamo.client, tableOf('rides'), () => new Date()).create(ride);
    const lines = await linesOf(() => invoked(handler, aRecord(message)));
    const finished = about(lines, ids.rideId).find(({ message }) => message === 'branch finished');
    expect(new Set(finished?.pending as string[])).toEqual(new Set(['driver-matching', 'pricing']));
  });

  it('tells of an attempt that found the answer of an earlier one, and of one that came too late', async () => {
    const handler = branchHandler({ definition: branches['payment-check'], rule: answering });
    const { message, ids } = traced(aRideRequestedNow());
    const { rideId, requestedAt, deadlineAt } = message;
    const results = resultsOf(aResult('payment-check'));
    await rideStore(dynamo.client, tableOf('rides'), () => new Date()).create(
      aRide({ rideId, requestedAt, deadlineAt, results }),
    );
    const over = traced({ ...aRideRequestedNow(), deadlineAt: requestedAt });
    const records = [aRecord(message, { ApproximateReceiveCount: '2' }), aRecord(over.message)];
    const lines = await linesOf(() => invoked(handler, ...records));
    expect(about(lines, ids.rideId).at(-1)).toMatchObject({ ...ids, message: 'answer found', attempt: 2 });
    expect(about(lines, over.ids.rideId).at(-1)).toMatchObject({ ...over.ids, message: 'branch skipped', attempt: 1 });
  });

  it('warns of an answer that could not be written, and says why', async () => {
    const { [stores.rides.environment]: table } = process.env;
    process.env[stores.rides.environment] = 'no-such-table';
    const handler = branchHandler({ definition: branches['payment-check'], rule: answering });
    process.env[stores.rides.environment] = table;
    const { message, ids } = traced(aRideRequestedNow());
    const its = about(await linesOf(() => invoked(handler, aRecord(message))), ids.rideId);
    expect(its.map((line) => line.message)).toEqual(['branch started', 'answer not written', 'branch finished']);
    expect(its[1]).toMatchObject({
      ...ids,
      level: 'WARN',
      branch: 'payment-check',
      error: { name: 'NotTakenError' },
    });
    expect(its[2]).not.toHaveProperty('pending');
  });

  it('has the ids of the ride, whoever writes on the way to the answer', async () => {
    const rule: Branch['rule'] = async ({ rideId }) => {
      await turn();
      logger.warn('from an adapter', { asked: rideId });
      return ok(aPayment());
    };
    const handler = branchHandler({ definition: branches['payment-check'], rule });
    const rides = twice(() => traced(aRideRequestedNow()));
    const lines = await linesOf(() => invoked(handler, ...rides.map(({ message }) => aRecord(message))));
    const written = lines.filter(({ message }) => message === 'from an adapter');
    expect(written).toHaveLength(2);
    for (const { ids } of rides) {
      expect(about(written, ids.rideId)).toEqual([expect.objectContaining({ ...ids, asked: ids.rideId })]);
    }
  });

  it('says of a failed attempt whose it was and what comes next, and nothing of the request', async () => {
    const handler = branchHandler({ definition: branches['payment-check'], rule: answering });
    const fails = traced(aRideRequestedNow({ paymentMethodId: 'pm_fail' }));
    const succeeds = traced(aRideRequestedNow());
    const lines = await linesOf(() => invoked(handler, aRecord(fails.message), aRecord(succeeds.message)));
    const [, failed] = about(lines, fails.ids.rideId);
    expect(failed).toMatchObject({ ...fails.ids, message: 'record failed', attempt: 1, retryInSeconds: 1 });
    expect(about(lines, succeeds.ids.rideId)).toHaveLength(2);
    expect(JSON.stringify(lines)).not.toMatch(/pm_|37\.77/);
  });

  it('says of a message that nobody can read that it failed', async () => {
    const handler = subscriberHandler(async () => ({ outcome: 'done' }));
    const record = aRecord('hello');
    const lines = await linesOf(() => invoked(handler, record));
    expect(lines).toContainEqual(expect.objectContaining({ message: 'record failed', messageId: record.messageId }));
  });

  it('tells what a subscriber has done', async () => {
    const handler = subscriberHandler(async () => ({ outcome: 'refused', level: 'warn' }));
    const { message, ids } = traced(aRideEvent('any'));
    const lines = await linesOf(() => invoked(handler, aRecord(message)));
    expect(about(lines, ids.rideId)).toEqual([
      expect.objectContaining({
        ...ids,
        level: 'WARN',
        message: 'event handled',
        type: 'ride.confirmed',
        outcome: 'refused',
      }),
    ]);
  });

  it('carries the id of the invocation and of its X-Ray trace, however many run at once', async () => {
    const handler = branchHandler({ definition: branches['payment-check'], rule: answering });
    const rides = twice(() => ({ ...traced(aRideRequestedNow()), requestId: anId('request'), xray: anId('1') }));
    const invoke = ({ message, requestId, xray }: (typeof rides)[0]) =>
      invocation(requestId, xray, () =>
        handler({ Records: [aRecord(message) as SQSRecord] }, { ...aContext(), awsRequestId: requestId }),
      );
    const lines = await linesOf(() => Promise.all(rides.map(invoke)));
    for (const { ids, requestId, xray } of rides) {
      for (const line of about(lines, ids.rideId)) {
        expect(line).toMatchObject({ function_request_id: requestId, xray_trace_id: xray });
      }
    }
  });
});

describe('what the API logs of a failure', () => {
  const event = (rideId: string) =>
    ({ httpMethod: 'GET', resource: '/', headers: {}, pathParameters: { rideId } }) as unknown as APIGatewayProxyEvent;

  /** An API that fails after it has found the ride, and one that finds none. */
  async function failing(...rides: ReturnType<typeof aRide>[]) {
    const store = inMemoryRideStore();
    for (const ride of rides) await store.create(ride);
    const named = rideOfInvocation(store);
    return apiHandler({
      'GET /': async ({ pathParameters }) => {
        const rideId = pathParameters?.rideId ?? '';
        if ((await named.get(rideId)) === undefined) return json(404, {});
        await turn();
        throw new Error('lost');
      },
    });
  }

  it('carries the ids of the ride that it was about, however many requests are under way', async () => {
    const rides = twice(() => traced(aRide()));
    const handler = await failing(...rides.map(({ message }) => message));
    const lines = await linesOf(() =>
      Promise.all(rides.map(({ ids }) => invocation(ids.rideId, '1', () => handler(event(ids.rideId), aContext())))),
    );
    for (const { ids } of rides) {
      expect(about(lines, ids.rideId)).toEqual([expect.objectContaining({ ...ids, message: 'request failed' })]);
    }
  });
});
