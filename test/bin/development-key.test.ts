import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { DevelopmentKeyError, developmentKey, developmentKeyFile, developmentKeys } from '../../bin/development-key.ts';

describe('the key of the development issuer', () => {
  let root: string;
  let madeOnce: string;
  const aDirectory = () => path.join(root, randomUUID(), 'own');

  beforeAll(async () => {
    root = await mkdtemp(path.join(tmpdir(), 'development-key-'));
    madeOnce = aDirectory();
    await developmentKey(madeOnce);
  });
  afterEach(() => void vi.unstubAllEnvs());
  afterAll(() => rm(root, { recursive: true }));

  it.each([
    [undefined, path.join(import.meta.dirname, '../../.ride-request')],
    ['', path.join(import.meta.dirname, '../../.ride-request')],
    ['/elsewhere', '/elsewhere'],
  ])('is, where $RIDE_REQUEST_DIRECTORY is %j, in %s', (variable, directory) => {
    vi.stubEnv('RIDE_REQUEST_DIRECTORY', variable);
    expect(developmentKeyFile()).toBe(path.join(directory, 'development-key.json'));
  });

  it('is made once, however many need it at the same time, and leaves nothing else', async () => {
    const directory = aDirectory();
    const keys = await Promise.all([1, 2, 3].map(() => developmentKey(directory)));
    expect(new Set(keys.map(({ kid }) => kid)).size).toBe(1);
    expect(await developmentKey(directory)).toEqual(keys[0]);
    expect(await readdir(directory)).toEqual(['development-key.json']);
  });

  it('is for its owner alone', async () => {
    const modeOf = async (file: string) => ((await stat(file)).mode & 0o777).toString(8);
    expect(await modeOf(madeOnce)).toBe('700');
    expect(await modeOf(path.join(madeOnce, 'development-key.json'))).toBe('600');
  });

  it('shows its public half only', async () => {
    const { n, kid } = await developmentKey(madeOnce);
    expect(await developmentKeys(madeOnce)).toEqual({
      keys: [{ kty: 'RSA', n, e: 'AQAB', alg: 'RS256', use: 'sig', kid }],
    });
  });

  it.each([
    '',
    '{',
    'null',
    '{"kty":"RSA","n":"AQAB","e":"AQAB","kid":"public"}',
    '{"kty":"RSA","n":"AQAB","e":"AQAB","d":"AQAB","kid":"no key"}',
    '{"kty":"oct","k":"AQAB"}',
  ])('is not read from a file with %j, which is named and kept', async (text) => {
    const directory = aDirectory();
    await mkdir(directory, { recursive: true });
    const file = path.join(directory, 'development-key.json');
    await writeFile(file, text);
    await expect(developmentKey(directory)).rejects.toThrow(DevelopmentKeyError);
    await expect(developmentKey(directory)).rejects.toThrow(file);
    expect(await readFile(file, 'utf8')).toBe(text);
  });

  it('is reported in one sentence when its directory is of no use', async () => {
    const directory = path.join(madeOnce, 'development-key.json', 'own');
    await expect(developmentKeys(directory)).rejects.toThrow(DevelopmentKeyError);
    await expect(developmentKeys(directory)).rejects.toThrow(/ENOTDIR.* into \$RIDE_REQUEST_DIRECTORY\.$/);
  });
});
