import { createPrivateKey, randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK_RSA_Private } from 'jose';

/** The private key of the development issuer. */
export type DevelopmentKey = JWK_RSA_Private & { readonly kid: string };

/** The key can be neither read nor made. The message says what to do. */
export class DevelopmentKeyError extends Error {
  override readonly name = 'DevelopmentKeyError';
}

/** The directory for this working copy's own files: `.ride-request`, or the one that the environment names. */
const ownDirectory = (): string =>
  process.env.RIDE_REQUEST_DIRECTORY || path.join(import.meta.dirname, '../.ride-request');

/** Path of the key's file, which need not exist yet. */
export const developmentKeyFile = (directory = ownDirectory()): string => path.join(directory, 'development-key.json');

/** The key of this working copy's development issuer; created on first use. Throws `DevelopmentKeyError`. */
export async function developmentKey(directory = ownDirectory()): Promise<DevelopmentKey> {
  const file = developmentKeyFile(directory);
  try {
    return (await keyIn(file)) ?? (await makeKey(file));
  } catch (error) {
    if (error instanceof DevelopmentKeyError) throw error;
    throw new DevelopmentKeyError(
      `The key that tokens are signed with can't be read or made: ${(error as Error).message}. Put a directory of your own into $RIDE_REQUEST_DIRECTORY.`,
      { cause: error },
    );
  }
}

/** Its public half, which may be shown to anybody. */
export async function developmentKeys(directory?: string) {
  const { kty, n, e, alg, use, kid } = await developmentKey(directory);
  return { keys: [{ kty, n, e, alg, use, kid }] };
}

async function keyIn(file: string): Promise<DevelopmentKey | undefined> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
  return text === undefined ? undefined : parsed(text, file);
}

function parsed(text: string, file: string): DevelopmentKey {
  try {
    const key = JSON.parse(text);
    if (key.kty === 'RSA' && typeof key.kid === 'string' && createPrivateKey({ key, format: 'jwk' })) return key;
  } catch {
    // Not JSON, or numbers that form no key.
  }
  throw new DevelopmentKeyError(
    `${file} does not hold a private key. Delete it: a new one is made, and stacks have to be started again.`,
  );
}

/**
 * Several processes may need the key at once, and one of them has to create it: a link appears with its whole content or not at
 * all.
 */
async function makeKey(file: string): Promise<DevelopmentKey> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  const jwk = (await exportJWK(privateKey)) as JWK_RSA_Private;
  const key = { ...jwk, alg: 'RS256', use: 'sig', kid: await calculateJwkThumbprint(jwk) };
  const draft = `${file}.${randomUUID()}`;
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  await writeFile(draft, JSON.stringify(key), { mode: 0o600, flag: 'wx' });
  try {
    await link(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(draft);
  }
  return (await keyIn(file)) ?? key;
}
