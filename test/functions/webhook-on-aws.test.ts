import '../support/quiet-telemetry.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { QueueHandler } from '../../adapters/lambda/queue-handler.ts';
import { rideStore } from '../../adapters/ride-store.ts';
import { variables } from '../../core/names.ts';
import { aRideEvent } from '../support/ride-events.ts';
import { aRide, aRideRequest } from '../support/rides.ts';
import { json, type ScriptedServer, startScriptedServer } from '../support/scripted-server.ts';
import { aRecord, deliver } from '../support/sqs-events.ts';
import { startTestDynamo, type TestDynamo, tableOf } from '../support/test-dynamo.ts';
import { answering, startReceiver, type WebhookReceiver } from '../support/webhook-receiver.ts';

describe('the webhook function on AWS', () => {
  let dynamo: TestDynamo;
  let secrets: ScriptedServer;
  /** In the place of the runtime's own API, which listens on the function's loopback. */
  let runtime: WebhookReceiver;
  let handler: QueueHandler;

  beforeAll(async () => {
    [dynamo, secrets, runtime] = await Promise.all([
      startTestDynamo(),
      startScriptedServer(() => json(200, { SecretString: 'a-secret-of-more-than-24-characters' })),
      startReceiver(answering(200)),
    ]);
    Object.assign(process.env, dynamo.environment, {
      AWS_ENDPOINT_URL_SECRETS_MANAGER: `http://127.0.0.1:${secrets.port}`,
      [variables.queue]: 'http://127.0.0.1:1/queue',
      [variables.maxAttempts]: '2',
      [variables.webhookSecret]: 'arn:webhooks',
      [variables.loopbackWebhooks]: 'off',
      [variables.simulation]: 'on',
      [variables.retryDelaysSeconds]: '[5]',
    });
    ({ handler } = await import('../../functions/webhook/handler.ts'));
  });
  afterAll(() => Promise.all([dynamo, secrets, runtime].map((each) => each.stop())));

  it.each(['127.0.0.1', '127.1.2.3', 'localhost', '[::1]'])('never calls what listens on its own %s', async (host) => {
    const url = new URL(runtime.url);
    for (const protocol of ['http:', 'https:']) {
      const ride = aRide({ request: aRideRequest({ webhookUrl: `${protocol}//${host}:${url.port}/` }) });
      await rideStore(dynamo.client, tableOf('rides'), () => new Date()).create(ride);
      expect(await deliver(handler, aRecord(aRideEvent(ride.rideId)))).toEqual([]);
    }
    expect(runtime.connections()).toBe(0);
  });
});
