import '../support/quiet-telemetry.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { QueueHandler } from '../../adapters/lambda/queue-handler.ts';
import { rideStore } from '../../adapters/ride-store.ts';
import { variables } from '../../core/names.ts';
import { type SecretsManager, startSecretsManager } from '../../local/services/secrets-manager.ts';
import { aRideEvent } from '../support/ride-events.ts';
import { aRide, aRideRequest } from '../support/rides.ts';
import { aRecord, deliver } from '../support/sqs-events.ts';
import { startTestDynamo, type TestDynamo, tableOf } from '../support/test-dynamo.ts';
import { answering, startReceiver, type WebhookReceiver } from '../support/webhook-receiver.ts';

describe('the webhook function', () => {
  let dynamo: TestDynamo;
  let secrets: SecretsManager;
  /** In the place of SQS: it takes down what it is asked. */
  let queue: WebhookReceiver;
  let handler: QueueHandler;

  beforeAll(async () => {
    [dynamo, secrets, queue] = await Promise.all([
      startTestDynamo(),
      startSecretsManager(),
      startReceiver(answering(200)),
    ]);
    Object.assign(process.env, dynamo.environment, {
      AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.endpoint,
      AWS_ENDPOINT_URL_SQS: new URL(queue.url).origin,
      [variables.queue]: queue.url,
      [variables.maxAttempts]: '3',
      [variables.callbackSecret]: secrets.create('callbacks', 'secret'),
      [variables.simulation]: 'on',
      [variables.retryDelaysSeconds]: '[70,700]',
    });
    ({ handler } = await import('../../functions/webhook/handler.ts'));
  });
  afterAll(() => Promise.all([dynamo.stop(), secrets.stop(), queue.stop()]));

  it('has what failed come back as its own schedule says', async () => {
    const receiver = await startReceiver(answering(500));
    const ride = aRide({ request: aRideRequest({ callbackUrl: receiver.url }) });
    await rideStore(dynamo.client, tableOf('rides')).create(ride);
    const attempts = ['1', '2', '3'].map((count) =>
      aRecord(aRideEvent(ride.rideId), { ApproximateReceiveCount: count }),
    );
    for (const record of attempts) expect(await deliver(handler, record)).toEqual([record.messageId]);
    const [first = 0, second = 0, last] = queue.calls.map(({ body }) => JSON.parse(body).VisibilityTimeout);
    expect(first).toBeGreaterThanOrEqual(70);
    expect(first).toBeLessThanOrEqual(77);
    expect(second).toBeGreaterThanOrEqual(700);
    expect(last).toBe(0);
    await receiver.stop();
  });
});
