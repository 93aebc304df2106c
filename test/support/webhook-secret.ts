import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { RunningStack } from './running-stack.ts';

/** The secret that a stack signs webhooks with. */
export async function webhookSecretOf({ cloud: { environment, outputs } }: RunningStack): Promise<string> {
  const client = new SecretsManagerClient({
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    endpoint: environment.AWS_ENDPOINT_URL_SECRETS_MANAGER ?? '',
  });
  const { SecretString = '' } = await client.send(new GetSecretValueCommand({ SecretId: outputs.WebhookSecretArn }));
  client.destroy();
  return SecretString;
}
