import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { Webhook } from 'standardwebhooks';
import { expect } from 'vitest';
import { epochSeconds } from '../../../core/time.ts';
import { answering, startReceiver } from '../../support/webhook-receiver.ts';
import type { Deployment } from '../targets/target.ts';
import type { Scenario } from './scenario.ts';

export const webhook = {
  'sends the outcome by webhook, signed, and again after an error': async (scene) => {
    await scene.driver();
    const receiver = await startReceiver(answering(500), answering(204));
    try {
      const rider = await scene.rider();
      const { body } = await rider.asks(scene.request({}, { webhookUrl: receiver.url }));
      const ride = await rider.hearsOf(body.rideId);
      const calls = await receiver.until(2, 60_000 * scene.deployment.timeFactor);
      const verifier = new Webhook(await secretOf(scene.deployment), { format: 'raw' });
      for (const { body, headers } of calls) {
        expect(headers['webhook-id']).toBe(`${ride.rideId}_${epochSeconds(ride.requestedAt)}_confirmed`);
        const event = verifier.verify(body, headers as Record<string, string>);
        expect(event).toEqual({ type: 'ride.confirmed', timestamp: ride.settledAt, data: ride });
      }
    } finally {
      await receiver.stop();
    }
  },
} satisfies Record<string, Scenario>;

/** What the stack signs with. */
async function secretOf({ clientConfig, outputs }: Deployment): Promise<string> {
  const client = new SecretsManagerClient(clientConfig('secretsmanager'));
  const { SecretString = '' } = await client.send(new GetSecretValueCommand({ SecretId: outputs.WebhookSecretArn }));
  client.destroy();
  return SecretString;
}
