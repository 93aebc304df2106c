import { generateKeyPairSync } from 'node:crypto';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { InvalidTokenError, IssuerUnavailableError } from '../../../adapters/tokens/errors.ts';
import { type FindKey, fetchedKeys, givenKeys } from '../../../adapters/tokens/signing-keys.ts';
import { aKey, type Key, publicHalf } from '../../support/tokens.ts';

const maxAgeSeconds = 900;
const name = { kid: 'key-1', alg: 'RS256' };
const newName = { ...name, kid: 'key-2' };

/** An issuer whose keys a test sets, and a clock that it moves. */
class World {
  now = Date.parse('2026-03-04T09:00:00Z');
  keys: unknown[] | Error = [];
  fetches = 0;
  readonly find: FindKey = fetchedKeys(
    async () => {
      this.fetches += 1;
      if (this.keys instanceof Error) throw this.keys;
      return { keys: this.keys };
    },
    maxAgeSeconds,
    () => this.now,
  );

  passes(seconds: number): void {
    this.now += seconds * 1000;
  }
}

describe('the keys that an issuer shows', () => {
  let key: Key;
  let newKey: Key;
  let sameName: Key;
  let world: World;
  let warnings: unknown[];

  beforeAll(async () => {
    [key, newKey, sameName] = await Promise.all([aKey('key-1'), aKey('key-2'), aKey('key-1')]);
  });
  beforeEach(() => {
    world = new World();
    world.keys = [publicHalf(key)];
    warnings = [];
    vi.spyOn(process, 'emitWarning').mockImplementation((warning) => void warnings.push(warning));
  });
  afterEach(() => vi.restoreAllMocks());

  const outage = new Error('nobody is there');

  it('are fetched once for all who need them at the same time, and not again for who comes later', async () => {
    await Promise.all([world.find(name), world.find(name), world.find(name)]);
    world.passes(299);
    await world.find(name);
    expect(world.fetches).toBe(1);
  });

  it.each([
    ['is withdrawn', () => []],
    ['is replaced under its name', () => [publicHalf(sameName)]],
  ])('are not used when they are old and one %s', async (_, keys) => {
    const before = await world.find(name);
    world.keys = keys();
    world.passes(maxAgeSeconds / 3);
    const found = await world.find(name).catch((error: unknown) => error);
    expect(found).not.toBe(before);
    if (keys().length === 0) expect(found).toBeInstanceOf(InvalidTokenError);
  });

  it('are fetched for each of their ages once, however many calls there are', async () => {
    for (let minute = 0; minute < 60; minute += 1) {
      for (let call = 0; call < 10; call += 1) await world.find(name);
      world.passes(60);
    }
    expect(world.fetches).toBe(12);
  });

  it('are used for as long as they may while the issuer is away, with a warning, and it is not asked by each call', async () => {
    const before = await world.find(name);
    world.keys = outage;
    world.passes(maxAgeSeconds / 3);
    for (let second = 0; second < 30; second += 1) {
      expect(await world.find(name)).toBe(before);
      world.passes(1);
    }
    expect(world.fetches).toBe(4);
    expect(warnings).toEqual(Array(3).fill("The issuer's keys cannot be had: nobody is there"));
    world.passes(maxAgeSeconds - 300 - 31);
    expect(await world.find(name)).toBe(before);
    world.passes(1);
    await expect(world.find(name)).rejects.toThrow(IssuerUnavailableError);
  });

  it('are used at once while the issuer does not answer, but by the first who asked', async () => {
    const { promise, reject } = Promise.withResolvers<unknown>();
    promise.catch(() => undefined);
    const answers = [async () => ({ keys: [publicHalf(key)] }), () => Promise.reject(outage), () => promise];
    let now = 0;
    let fetches = 0;
    const find = fetchedKeys(
      () => {
        fetches += 1;
        return (answers[fetches - 1] ?? expect.fail())();
      },
      maxAgeSeconds,
      () => now,
    );
    const before = await find(name);
    now = 300_000;
    expect(await find(name)).toBe(before);
    now = 310_000;
    expect(await Promise.all([find(name), find(name)])).toEqual([before, before]);
    expect(fetches).toBe(3);
    reject(outage);
  });

  it('are believed again as soon as the issuer is back', async () => {
    await world.find(name);
    world.keys = outage;
    world.passes(maxAgeSeconds);
    await expect(world.find(name)).rejects.toThrow(IssuerUnavailableError);
    world.keys = [publicHalf(key)];
    await expect(world.find(name)).resolves.toBeDefined();
  });

  it('are as old as the question for them, however long the answer took', async () => {
    const { promise, resolve } = Promise.withResolvers<unknown>();
    let now = 0;
    let fetches = 0;
    const slow = fetchedKeys(
      () => {
        fetches += 1;
        return promise;
      },
      maxAgeSeconds,
      () => now,
    );
    const found = slow(name);
    now = 100_000;
    resolve({ keys: [publicHalf(key)] });
    await found;
    now = 300_000;
    await slow(name);
    expect(fetches).toBe(2);
  });

  it('cannot be had before the issuer was ever there', async () => {
    world.keys = outage;
    await expect(world.find(name)).rejects.toThrow('nobody is there');
    world.keys = [publicHalf(key)];
    await expect(world.find(name)).resolves.toBeDefined();
    expect(warnings).toEqual([]);
  });

  it('are fetched for a new one, and for one that nobody knows now and then', async () => {
    await world.find(name);
    world.keys = [publicHalf(key), publicHalf(newKey)];
    await expect(world.find(newName)).resolves.toBeDefined();
    expect(world.fetches).toBe(2);
    const unknown = { ...name, kid: 'key-3' };
    for (let second = 0; second < 20; second += 1) {
      await expect(world.find(unknown)).rejects.toThrow(InvalidTokenError);
      await expect(world.find(newName)).resolves.toBeDefined();
      world.passes(1);
    }
    expect(world.fetches).toBe(4);
  });

  it('cannot tell whether one that is new is good while the issuer is away', async () => {
    await world.find(name);
    world.keys = outage;
    for (let call = 0; call < 3; call += 1) {
      await expect(world.find(newName)).rejects.toThrow(IssuerUnavailableError);
      await expect(world.find(name)).resolves.toBeDefined();
    }
    expect(world.fetches).toBe(2);
  });

  it.each([
    ['no set', null],
    ['no list of keys', { keys: 'none' }],
    ['an answer of another kind', '<html>'],
  ])('cannot be had from %s', async (_, keySet) => {
    const find = fetchedKeys(async () => keySet, maxAgeSeconds);
    await expect(find(name)).rejects.toThrow(IssuerUnavailableError);
  });
});

describe('a set of keys', () => {
  it('may have others in it, which nothing is signed with', async () => {
    const key = await aKey();
    const elliptic = await aKey('key-1', 'ES256');
    const good = publicHalf(key);
    const others = [
      null,
      'key',
      { kty: 'oct', kid: 'key-1', k: 'c2VjcmV0', alg: 'HS256' },
      { ...good, kid: undefined },
      { ...good, kid: 7 },
      { ...good, use: 'enc' },
      { ...good, alg: 'RS512' },
      { ...good, n: undefined },
      { ...good, n: 'AQAB' },
      { ...publicHalf(elliptic), x: 'AAAA' },
      { ...publicHalf(elliptic), crv: 'P-384' },
    ];
    const find = givenKeys({ keys: [...others, good] });
    await expect(find(name)).resolves.toMatchObject({ type: 'public' });
    await expect(find({ ...name, alg: 'ES256' })).rejects.toThrow(InvalidTokenError);
    await expect(find({ alg: 'RS256' })).rejects.toThrow(InvalidTokenError);
    const onlyOthers = givenKeys({ keys: others });
    for (const alg of ['RS256', 'RS512', 'HS256', 'ES256']) {
      await expect(onlyOthers({ kid: 'key-1', alg }), alg).rejects.toThrow(InvalidTokenError);
    }
  });

  it('has none that is too short', async () => {
    const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 1_024 });
    const short = { ...publicKey.export({ format: 'jwk' }), kid: 'key-1', alg: 'RS256' };
    await expect(givenKeys({ keys: [short] })(name)).rejects.toThrow(InvalidTokenError);
  });

  it('may have two keys of one name, by different algorithms', async () => {
    const find = givenKeys({ keys: [publicHalf(await aKey('one', 'ES256')), publicHalf(await aKey('one'))] });
    expect(await find({ kid: 'one', alg: 'RS256' })).not.toBe(await find({ kid: 'one', alg: 'ES256' }));
  });
});
