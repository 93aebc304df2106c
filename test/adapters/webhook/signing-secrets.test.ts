import '../../support/quiet-telemetry.ts';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { signatureHeaders } from '../../../adapters/webhook/sign.ts';
import { signingSecrets } from '../../../adapters/webhook/signing-secrets.ts';
import { SigningSecretError } from '../../../core/errors.ts';
import { json, type ScriptedServer, startScriptedServer } from '../../support/scripted-server.ts';

const minutes = 60_000;

const [first, second] = ['1', '2'].map((digit) => `secret-${digit.repeat(32)}`) as [string, string];

describe('signing secrets', () => {
  let service: ScriptedServer;
  let client: SecretsManagerClient;
  /** What the service has; without it, an outage. */
  let value: string | undefined;
  const time = { ms: 0 };

  beforeEach(async () => {
    value = first;
    time.ms = 0;
    service = await startScriptedServer(() =>
      value === undefined
        ? json(500, { __type: 'InternalServiceError' })
        : json(200, { SecretString: value }, { 'Content-Type': 'application/x-amz-json-1.1' }),
    );
    client = new SecretsManagerClient({
      region: 'us-east-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      endpoint: `http://127.0.0.1:${service.port}`,
      maxAttempts: 1,
    });
  });
  afterEach(async () => {
    client.destroy();
    await service.stop();
  });

  const open = () => signingSecrets(client, 'arn:webhooks', () => time.ms);

  /** Which of the two sign. */
  async function signing(secrets: ReturnType<typeof open>): Promise<string[]> {
    const headers = signatureHeaders(await secrets(), 'id', new Date(), '{}');
    return [first, second].filter((secret) => {
      try {
        return new Webhook(secret, { format: 'raw' }).verify('{}', headers);
      } catch {
        return false;
      }
    });
  }

  it('are read once for all who ask within two minutes', async () => {
    const secrets = open();
    await Promise.all([secrets(), secrets()]);
    time.ms = 2 * minutes - 1;
    await secrets();
    expect(service.requests).toHaveLength(1);
  });

  it('are several while they are changed', async () => {
    value = ` ${second}  ${first}\n`;
    expect(await signing(open())).toEqual([first, second]);
  });

  it('are the new ones within minutes of a change, in a process that knew the last', async () => {
    const secrets = open();
    expect(await signing(secrets)).toEqual([first]);
    value = `${second} ${first}`;
    time.ms = 5 * minutes;
    expect(await signing(secrets)).toEqual([first, second]);
    value = second;
    time.ms = 10 * minutes;
    expect(await signing(secrets)).toEqual([second]);
  });

  it.each(['', ' \n', 'short', `{"key":"${first}"}`, `${first} short`])(
    'are none, within minutes, when the value becomes %j, and again when it is mended',
    async (malformed) => {
      const secrets = open();
      await secrets();
      value = malformed;
      time.ms = 5 * minutes;
      await expect(secrets()).rejects.toThrow(SigningSecretError);
      await expect(secrets()).rejects.toThrow(SigningSecretError);
      value = second;
      expect(await signing(secrets)).toEqual([second]);
    },
  );

  it('are none in an outage that follows on a malformed value: the last one may have been taken out for a reason', async () => {
    const secrets = open();
    await secrets();
    value = '';
    time.ms = 5 * minutes;
    await expect(secrets()).rejects.toThrow(SigningSecretError);
    value = undefined;
    await expect(secrets()).rejects.toThrow(new SigningSecretError('cannot be read'));
  });

  it('are the last ones for an hour of outage, and no longer', async () => {
    const secrets = open();
    await secrets();
    value = undefined;
    for (const at of [5, 30, 59]) {
      time.ms = at * minutes;
      expect(await signing(secrets)).toEqual([first]);
    }
    time.ms = 60 * minutes;
    await expect(secrets()).rejects.toThrow(new SigningSecretError('cannot be read'));
    value = second;
    expect(await signing(secrets)).toEqual([second]);
  });

  it('are not asked for with each webhook while there is an outage', async () => {
    const secrets = open();
    await secrets();
    value = undefined;
    time.ms = 5 * minutes;
    for (let asked = 0; asked < 10; asked += 1) await secrets();
    expect(service.requests).toHaveLength(2);
    value = second;
    time.ms += 10_000;
    expect(await signing(secrets)).toEqual([second]);
  });

  it('are none in a process that begins in an outage, until it is over', async () => {
    value = undefined;
    const secrets = open();
    await expect(secrets()).rejects.toThrow(new SigningSecretError('cannot be read'));
    value = first;
    expect(await signing(secrets)).toEqual([first]);
  });
});
