import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

/** The secret holds no API key for Stripe: it has not been set yet. */
export class NoStripeKeyError extends Error {
  constructor(secretArn: string) {
    super(`The secret ${secretArn} holds no secret or restricted API key of Stripe (sk_… or rk_…): put one there.`);
    this.name = 'NoStripeKeyError';
  }
}

/** Reads the API key for Stripe from Secrets Manager. Throws `NoStripeKeyError`, which never quotes the secret's value. */
export async function stripeApiKey(client: SecretsManagerClient, SecretId: string): Promise<string> {
  const { SecretString = '' } = await client.send(new GetSecretValueCommand({ SecretId }));
  const key = SecretString.trim();
  if (!/^(sk|rk)_(test|live)_\w+$/.test(key)) throw new NoStripeKeyError(SecretId);
  return key;
}
