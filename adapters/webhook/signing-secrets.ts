import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Webhook } from 'standardwebhooks';
import { signerOf } from './sign.ts';

/**
 * The secrets that call-backs are signed with, from Secrets Manager: one, or, while they are changed, several with spaces
 * between them. Read at their first use and kept for the life of the process; a read that failed is tried again.
 */
export function signingSecrets(client: SecretsManagerClient, secretArn: string): () => Promise<readonly Webhook[]> {
  let signers: Promise<readonly Webhook[]> | undefined;
  return () => {
    signers ??= read(client, secretArn).catch((error: unknown) => {
      signers = undefined;
      throw error;
    });
    return signers;
  };
}

async function read(client: SecretsManagerClient, SecretId: string): Promise<readonly Webhook[]> {
  const { SecretString = '' } = await client.send(new GetSecretValueCommand({ SecretId }));
  return SecretString.split(/\s+/).filter(Boolean).map(signerOf);
}
