import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signatureHeaders } from '../../../adapters/webhook/sign.ts';
import { signingSecrets } from '../../../adapters/webhook/signing-secrets.ts';
import { type SecretsManager, startSecretsManager } from '../../../local/services/secrets-manager.ts';

const text = (secret: string) => new Webhook(secret, { format: 'raw' });

describe('signing secrets', () => {
  let service: SecretsManager;
  let client: SecretsManagerClient;
  beforeAll(async () => {
    service = await startSecretsManager();
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
    client = new SecretsManagerClient({ region: 'us-east-1', credentials, endpoint: service.endpoint });
  });
  afterAll(async () => {
    client.destroy();
    await service.stop();
  });

  it('are read once', async () => {
    let reads = 0;
    client.middlewareStack.add(
      (next) => (args) => {
        reads += 1;
        return next(args);
      },
      { step: 'initialize', name: 'count' },
    );
    const secrets = signingSecrets(client, service.create('one', 'secret-1'));
    await Promise.all([secrets(), secrets()]);
    await secrets();
    client.middlewareStack.remove('count');
    expect(reads).toBe(1);
  });

  it('are several while they are changed', async () => {
    const secrets = signingSecrets(client, service.create('two', ' secret-2  secret-1\n'));
    const headers = signatureHeaders(await secrets(), 'id', new Date(), '{}');
    expect(text('secret-2').verify('{}', headers)).toEqual({});
    expect(text('secret-1').verify('{}', headers)).toEqual({});
    expect(headers['webhook-signature']?.split(' ')).toHaveLength(2);
  });

  it('are asked for again after a failure', async () => {
    const arn = service.create('three', 'secret-3').replace('three', 'later');
    const secrets = signingSecrets(client, arn);
    await expect(secrets()).rejects.toThrow("can't find");
    service.create('later', 'secret-4');
    expect(await secrets()).toHaveLength(1);
  });
});
