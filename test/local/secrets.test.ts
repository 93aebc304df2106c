import { GetSecretValueCommand, PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generateSecret } from '../../local/services/generate-secret.ts';
import { ref } from './support/resources.ts';
import { type TestCloud, testCloud } from './support/test-cloud.ts';

const secret = (properties: Record<string, unknown>) => ({
  Type: 'AWS::SecretsManager::Secret',
  Properties: properties,
});

describe('the embedded Secrets Manager', () => {
  let cloud: TestCloud;
  let client: SecretsManagerClient;
  const valueIn = async (SecretId: string | undefined) => client.send(new GetSecretValueCommand({ SecretId }));

  beforeAll(async () => {
    cloud = await testCloud({
      resources: {
        Given: secret({ Name: 'given', SecretString: 'open sesame' }),
        Generated: secret({ GenerateSecretString: { PasswordLength: 43, ExcludePunctuation: true } }),
        Empty: secret({}),
      },
      outputs: { Arn: { Value: ref('Given') } },
    });
    client = new SecretsManagerClient({
      region: 'us-east-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      endpoint: cloud.environment.AWS_ENDPOINT_URL_SECRETS_MANAGER ?? '',
    });
  });
  afterAll(async () => {
    client.destroy();
    await cloud.stop();
  });

  it('gives a secret by its ARN and by its name', async () => {
    const { Arn } = cloud.outputs;
    expect(Arn).toMatch(/^arn:aws:secretsmanager:us-east-1:000000000000:secret:given-\w{6}$/);
    expect(await valueIn(Arn)).toMatchObject({ ARN: Arn, Name: 'given', SecretString: 'open sesame' });
    expect(await valueIn('given')).toMatchObject({ ARN: Arn, SecretString: 'open sesame' });
  });

  it('generates the secret that a template asks for', async () => {
    expect((await valueIn(cloud.physicalIds.Generated)).SecretString).toMatch(/^[A-Za-z0-9]{43}$/);
    expect((await valueIn(cloud.physicalIds.Empty)).SecretString).toHaveLength(32);
  });

  it('takes a new value', async () => {
    const SecretId = cloud.physicalIds.Empty;
    await client.send(new PutSecretValueCommand({ SecretId, SecretString: 'changed' }));
    expect((await valueIn(SecretId)).SecretString).toBe('changed');
  });

  it('says so when there is no such secret', async () => {
    await expect(valueIn('nothing')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });
});

describe('a generated secret', () => {
  const many = (wanted: Parameters<typeof generateSecret>[0]) =>
    Array.from({ length: 50 }, () => generateSecret(wanted));

  it('has a character of each type', () => {
    for (const text of many({ PasswordLength: 4 })) {
      for (const type of [/[a-z]/, /[A-Z]/, /[0-9]/, /[^A-Za-z0-9]/]) expect(text).toMatch(type);
    }
  });

  it('leaves out what it is to leave out', () => {
    const wanted = { ExcludePunctuation: 'true', ExcludeUppercase: true, ExcludeCharacters: 'abc019' };
    for (const text of many(wanted)) expect(text).toMatch(/^[d-z2-8]{32}$/);
  });

  it('is put into JSON where that is asked for', () => {
    const wanted = { SecretStringTemplate: '{"user":"me"}', GenerateStringKey: 'password', ExcludePunctuation: true };
    expect(JSON.parse(generateSecret(wanted))).toEqual({ user: 'me', password: expect.stringMatching(/^\w{32}$/) });
  });

  it('is another each time', () => {
    expect(new Set(many({})).size).toBe(50);
  });
});
