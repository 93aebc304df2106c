import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stripeApiKey } from '../../../adapters/stripe/api-key.ts';
import { type SecretsManager, startSecretsManager } from '../../../local/services/secrets-manager.ts';

describe('the API key for Stripe', () => {
  let secrets: SecretsManager;
  let client: SecretsManagerClient;
  beforeAll(async () => {
    secrets = await startSecretsManager();
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
    client = new SecretsManagerClient({ region: 'us-east-1', credentials, endpoint: secrets.endpoint, maxAttempts: 1 });
  });
  afterAll(async () => {
    client.destroy();
    await secrets.stop();
  });

  it.each(['sk_test_51Abc', 'rk_live_51Abc', ' sk_live_51Abc\n'])('is what the secret holds: %o', async (held) => {
    expect(await stripeApiKey(client, secrets.create(`key-${held.trim()}`, held))).toBe(held.trim());
  });

  it.each(['R4nd0mAsGenerated', 'pk_live_51Abc', 'sk_test_51Abc sk_test_52Abc'])(
    'is not %o, which no error repeats',
    async (held) => {
      const arn = secrets.create(`key-${held.replaceAll(' ', '-')}`, held);
      const failure = await stripeApiKey(client, arn).catch(String);
      expect(failure).toBe(
        `NoStripeKeyError: The secret ${arn} holds no secret or restricted API key of Stripe (sk_… or rk_…): put one there.`,
      );
    },
  );

  it('fails when there is no such secret', async () => {
    await expect(stripeApiKey(client, 'arn:aws:secretsmanager:us-east-1:000000000000:secret:none')).rejects.toThrow();
  });
});
