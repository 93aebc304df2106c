import { expect, it } from 'vitest';
import { MemoryStore, type Range } from '../../../local/services/memory-store.ts';

/** Stores an item under each key. */
function storeOf(...keys: readonly string[]): MemoryStore {
  const store = new MemoryStore();
  for (const key of keys) store.put(key, { name: key }, () => {});
  return store;
}

function stored(store: MemoryStore, key: string): object | undefined {
  let found: object | undefined;
  store.get(key, (_, value) => {
    found = value;
  });
  return found;
}

type Stream = ReturnType<MemoryStore['createValueStream']> & { destroy(): void };

/** What a stream emits. */
const emitted = (stream: ReturnType<MemoryStore['createKeyStream']>) =>
  new Promise<unknown[]>((resolve) => {
    const values: unknown[] = [];
    stream.on('data', (value) => values.push(value)).on('end', () => resolve(values));
  });

it('reads what lies in a range, in its order', async () => {
  const store = storeOf('e', 'c', 'a', 'd', 'b');
  const ranges: readonly (readonly [Range | undefined, string])[] = [
    [undefined, 'abcde'],
    [{ gte: 'b' }, 'bcde'],
    [{ gt: 'b' }, 'cde'],
    [{ gt: 'bb', lt: 'd' }, 'c'],
    [{ lte: 'd' }, 'abcd'],
    [{ gte: 'b', lte: 'd', reverse: true }, 'dcb'],
    [{ limit: 2 }, 'ab'],
    [{ limit: 2, reverse: true }, 'ed'],
    [{ limit: -1 }, 'abcde'],
    [{ gte: 'f' }, ''],
  ];
  for (const [range, expected] of ranges) {
    expect(await emitted(store.createKeyStream(range))).toEqual([...expected]);
    expect(await emitted(store.createValueStream(range))).toEqual([...expected].map((name) => ({ name })));
  }
});

it('emits nothing more once it is destroyed', async () => {
  const store = storeOf('a', 'b', 'c');
  const values = store.createValueStream() as Stream;
  const seen: unknown[] = [];
  values.on('data', (value) => {
    seen.push(value);
    values.destroy();
  });
  values.on('end', () => seen.push('end'));
  await emitted(store.createValueStream());
  expect(seen).toEqual([{ name: 'a' }]);
});

it('replaces and deletes', async () => {
  const store = storeOf('a', 'b', 'c');
  store.put('b', { name: 'new' }, () => {});
  store.del('a', () => {});
  store.del('absent', () => {});
  expect(await emitted(store.createValueStream())).toEqual([{ name: 'new' }, { name: 'c' }]);
  const changes = [
    { type: 'put', key: 'd', value: { name: 'd' } },
    { type: 'del', key: 'c' },
  ] as const;
  store.batch(changes, () => {});
  expect(await emitted(store.createKeyStream())).toEqual(['b', 'd']);
  expect(stored(store, 'c')).toBeUndefined();
});

it('shares values, without the fields that JSON leaves out', () => {
  const store = storeOf();
  const value = { name: { S: 'text' } };
  store.put('whole', value, () => {});
  store.put('with an undefined field', { ...value, absent: undefined }, () => {});
  expect(stored(store, 'whole')).toBe(value);
  expect(Object.keys(stored(store, 'with an undefined field') as object)).toEqual(['name']);
});

it('keeps its own methods when dynalite assigns others', () => {
  const store = storeOf();
  expect(() => Object.assign(store, { put: () => {} })).toThrow(TypeError);
});
