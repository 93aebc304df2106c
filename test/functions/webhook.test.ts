import '../support/quiet-telemetry.ts';
import type { SQSRecord } from 'aws-lambda';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { QueueHandler } from '../../adapters/lambda/queue-handler.ts';
import { metrics } from '../../adapters/lambda/telemetry.ts';
import { rideStore } from '../../adapters/ride-store.ts';
import { metricNames } from '../../core/metrics.ts';
import { variables } from '../../core/names.ts';
import { deadPort } from '../support/dead-port.ts';
import { aRideEvent } from '../support/ride-events.ts';
import { anId, aRide, aRideRequest } from '../support/rides.ts';
import { json, type ScriptedServer, startScriptedServer } from '../support/scripted-server.ts';
import { aRecord, deliver } from '../support/sqs-events.ts';
import { startTestDynamo, type TestDynamo, tableOf } from '../support/test-dynamo.ts';
import { type Answer, answering, hanging, startReceiver, type WebhookReceiver } from '../support/webhook-receiver.ts';

const delaysSeconds = [70, 300, 7_000];

/** By how much longer than usual anything is waited for. */
const patience = vi.hoisted(() => ({ factor: 1 }));
vi.mock('node:timers/promises', async (load) => {
  const timers = await load<typeof import('node:timers/promises')>();
  return {
    ...timers,
    setTimeout: ((ms, ...more) => timers.setTimeout((ms ?? 0) * patience.factor, ...more)) as typeof timers.setTimeout,
  };
});

describe('the webhook function', () => {
  let dynamo: TestDynamo;
  let secrets: ScriptedServer;
  /** In the place of SQS: it takes down what it is asked. */
  let queue: WebhookReceiver;
  let handler: QueueHandler;
  let secret = '';
  const receivers: WebhookReceiver[] = [];
  const counted = vi.spyOn(metrics, 'addMetric');

  beforeAll(async () => {
    [dynamo, secrets, queue] = await Promise.all([
      startTestDynamo(),
      startScriptedServer(() => json(200, { SecretString: secret })),
      startReceiver(answering(200)),
    ]);
    Object.assign(process.env, dynamo.environment, {
      AWS_ENDPOINT_URL_SECRETS_MANAGER: `http://127.0.0.1:${secrets.port}`,
      AWS_ENDPOINT_URL_SQS: new URL(queue.url).origin,
      [variables.queue]: queue.url,
      [variables.maxAttempts]: String(delaysSeconds.length + 1),
      [variables.webhookSecret]: 'arn:webhooks',
      [variables.loopbackWebhooks]: 'on',
      [variables.retryDelaysSeconds]: JSON.stringify(delaysSeconds),
    });
    ({ handler } = await import('../../functions/webhook/handler.ts'));
  });
  afterEach(() => {
    counted.mockClear();
    vi.useRealTimers();
    patience.factor = 1;
  });
  afterAll(() => Promise.all([dynamo, secrets, queue, ...receivers].map((each) => each.stop())));

  const aReceiver = async (answer: Answer) => {
    const receiver = await startReceiver(answer);
    receivers.push(receiver);
    return receiver;
  };

  const aRideTo = async (webhookUrl: string, riderId = anId('rider')) => {
    const ride = aRide({ riderId, request: aRideRequest({ webhookUrl }) });
    await rideStore(dynamo.client, tableOf('rides'), () => new Date()).create(ride);
    return ride;
  };

  const aDelivery = (rideId: string, attempt = 1) =>
    aRecord(aRideEvent(rideId), { ApproximateReceiveCount: String(attempt) });

  /** By message, how long it was hidden until its next attempt. */
  const waitsOf = (records: readonly SQSRecord[]) => {
    const asked = queue.calls.map(({ body }) => JSON.parse(body));
    return records.map(
      ({ receiptHandle }) => asked.find(({ ReceiptHandle }) => ReceiptHandle === receiptHandle)?.VisibilityTimeout,
    );
  };

  const ends = () => counted.mock.calls.map(([name]) => name);

  /** All attempts of one message: which of them are to come again, and after how long. */
  const allAttempts = async (rideId: string) => {
    const records = [1, 2, 3, 4].map((attempt) => aDelivery(rideId, attempt));
    const again: boolean[] = [];
    for (const record of records) again.push((await deliver(handler, record)).length === 1);
    return { again, waits: waitsOf(records) };
  };

  // The function remembers no secret that is none: these come before one is there.
  it.each(['', '  ', 'whsec_short'])(
    'sends nothing with the secret %j: each attempt fails and is counted, and the last one leaves a dead letter',
    async (malformed) => {
      secret = malformed;
      const receiver = await aReceiver(answering(200));
      const { rideId } = await aRideTo(receiver.url);
      const { again, waits } = await allAttempts(rideId);
      expect(again).toEqual([true, true, true, true]);
      expect(receiver.connections()).toBe(0);
      expect(ends()).toEqual(Array(4).fill(metricNames.webhooksUnsigned));
      // Mended soon, or an alarm: not after hours.
      expect(waits[2]).toBeLessThanOrEqual(1_000);
      expect(waits[3]).toBe(0);
    },
  );

  it('has what a receiver did not take come back as its own schedule says, and ends it without a dead letter', async () => {
    secret = 'a-secret-of-more-than-24-characters';
    const receiver = await aReceiver(answering(500));
    const { rideId } = await aRideTo(receiver.url);
    const { again, waits } = await allAttempts(rideId);
    expect(again).toEqual([true, true, true, false]);
    for (const [index, seconds] of delaysSeconds.entries()) {
      expect(waits[index]).toBeGreaterThanOrEqual(seconds);
      expect(waits[index]).toBeLessThanOrEqual(seconds * 1.1);
    }
    expect(receiver.calls).toHaveLength(4);
    expect(ends()).toEqual([metricNames.webhooks.undelivered]);
  });

  it('gives up sooner on what leads nowhere', async () => {
    const { rideId } = await aRideTo(`http://127.0.0.1:${deadPort}/`);
    const { again } = await allAttempts(rideId);
    expect(again.slice(0, 3)).toEqual([true, true, false]);
  });

  it.each(['10.0.0.1', '169.254.169.254', '[::ffff:127.0.0.1]'])('ends at once what leads to %s', async (host) => {
    const { rideId } = await aRideTo(`https://${host}/`);
    expect(await deliver(handler, aDelivery(rideId))).toEqual([]);
    expect(ends()).toEqual([metricNames.webhooks.refused]);
  });

  it.each([
    [60, 'that hangs', hanging],
    [220, 'that fails', answering(503)],
  ])('sends one rider a webhook as ever while %i of another go to a receiver %s', async (count, _, answer) => {
    // All in one window, however long it takes; and none is forgotten in which there was no place. A receiver that answers does
    // so in time, however busy the machine.
    vi.useFakeTimers({ toFake: ['Date'] });
    patience.factor = answer === hanging ? 1 : 100;
    const [dead, well] = [await aReceiver(answer), await aReceiver(answering(204))];
    const alice = await aRideTo(dead.url.replace('127.0.0.1', 'localhost'), anId('alice'));
    const bob = await aRideTo(well.url, anId('bob'));
    const flood = Array.from({ length: count }, () => aDelivery(alice.rideId));
    const batches = Array.from({ length: count / 10 }, (_, index) => flood.slice(10 * index, 10 * index + 10));

    // Five batches at a time, as a mapping begins with on AWS; Bob's message is the last.
    const failed: string[] = [];
    const poller = async () => {
      for (let batch = batches.shift(); batch; batch = batches.shift())
        failed.push(...(await deliver(handler, ...batch)));
    };
    const pollers = [1, 2, 3, 4].map(poller);
    await poller();
    expect(await deliver(handler, aDelivery(bob.rideId))).toEqual([]);
    expect(well.calls).toHaveLength(1);
    await Promise.all(pollers);

    // Of a receiver that hangs, what was under way when the first call had gone unanswered, and none after that. One that
    // answers is called on and on.
    if (answer === hanging) expect(dead.calls.length).toBeLessThanOrEqual(5 * 10);
    else expect(dead.calls).toHaveLength(count);
    // So many of one rider wait for another attempt, and no more. A busy table does not always answer in time that a place
    // was taken, and then two are.
    expect(failed.length).toBeLessThanOrEqual(200);
    expect(failed.length).toBeGreaterThan(0.8 * Math.min(count, 200));
    const waits = waitsOf(flood).filter((seconds) => seconds !== undefined);
    expect(waits).toHaveLength(failed.length);
    expect(ends().filter((name) => name === metricNames.webhooks.undelivered)).toHaveLength(count - failed.length);
    expect(ends().filter((name) => name === metricNames.webhooks.delivered)).toHaveLength(1);
  });
});
