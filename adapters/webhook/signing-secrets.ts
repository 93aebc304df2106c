import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Webhook } from 'standardwebhooks';
import { SigningSecretError } from '../../core/errors.ts';
import { logger } from '../lambda/telemetry.ts';
import { withTimeLimit } from '../time-limit.ts';
import { signersOf } from './sign.ts';

/** How soon a process uses a changed secret. */
const freshMs = 120_000;

/** How long the last one is used while Secrets Manager does not answer, and how often it is asked meanwhile. */
const keptMs = 3_600_000;
const askAgainMs = 10_000;

/** Webhooks wait for it, and their function has 10 s. */
const readLimitMs = 2_000;

/**
 * The secrets that webhooks are signed with, from Secrets Manager: one, or, during a rotation, several separated by spaces.
 * They are read again after two minutes; when that fails, the last ones stay valid for an hour.
 *
 * @param now milliseconds, on any scale
 * @throws SigningSecretError when there is none, at once when the value is blank or malformed: that may have been written to
 *   revoke the last one
 */
export function signingSecrets(
  client: SecretsManagerClient,
  secretArn: string,
  now: () => number = Date.now,
): () => Promise<readonly Webhook[]> {
  let last: { readonly signers: readonly Webhook[]; readonly readAt: number } | undefined;
  let askAgainAt = 0;
  let reading: Promise<void> | undefined;

  const read = async () => {
    const value = await secretValue(client, secretArn).catch((error: Error) => error);
    if (value instanceof Error) {
      askAgainAt = now() + askAgainMs;
      logger.warn('signing secret not read', { error: value });
      if (last && now() >= last.readAt + keptMs) last = undefined;
      return;
    }
    last = undefined;
    last = { signers: signersOf(value), readAt: now() };
    askAgainAt = now() + freshMs;
  };

  return async () => {
    if (last === undefined || now() >= askAgainAt) {
      reading ??= read().finally(() => {
        reading = undefined;
      });
      await reading;
    }
    if (last === undefined) throw new SigningSecretError('cannot be read');
    return last.signers;
  };
}

const secretValue = (client: SecretsManagerClient, SecretId: string): Promise<string> =>
  withTimeLimit('Secrets Manager', readLimitMs, async (abortSignal) => {
    const { SecretString = '' } = await client.send(new GetSecretValueCommand({ SecretId }), { abortSignal });
    return SecretString;
  });
