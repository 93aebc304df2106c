import { createRequire } from 'node:module';
import { expect, it } from 'vitest';
import { type MemoryLevelModule, sharing } from '../../../local/services/memory-store.ts';

const require = createRequire(createRequire(import.meta.url).resolve('dynalite'));
const { MemoryLevel }: MemoryLevelModule = require('memory-level');

/** With the methods that dynalite uses. */
interface Store {
  put(key: string, value: unknown): Promise<void>;
  get(key: string): Promise<unknown>;
  values(range: { readonly gte: string }): Iterator;
  keys(range: { readonly gte: string }): Iterator;
}

interface Iterator {
  next(): Promise<unknown>;
  return(): Promise<void>;
}

const open = () => new (sharing(MemoryLevel))({ valueEncoding: 'json' }) as unknown as Store;

async function readAll(iterator: Iterator): Promise<unknown[]> {
  const read: unknown[] = [];
  for (let each = await iterator.next(); each !== undefined; each = await iterator.next()) read.push(each);
  return read;
}

const nameOf = (index: number) => `k${String(index).padStart(3, '0')}`;

it('reads what lies in a range, in order, however many there are', async () => {
  for (const count of [0, 1, 63, 64, 65, 200]) {
    const store = open();
    for (const index of Array.from({ length: count }, (_, at) => at).reverse())
      await store.put(nameOf(index), { n: index });
    const expected = Array.from({ length: Math.max(0, count - 1) }, (_, index) => index + 1);
    expect(await readAll(store.values({ gte: nameOf(1) }))).toEqual(expected.map((n) => ({ n })));
    expect(await readAll(store.keys({ gte: nameOf(1) }))).toEqual(expected.map(nameOf));
  }
});

it('ends an iterator that was not read to its end', async () => {
  const store = open();
  for (let index = 0; index < 100; index += 1) await store.put(nameOf(index), { n: index });
  const iterator = store.values({ gte: '' });
  await iterator.next();
  await iterator.return();
  const afterwards = async () => readAll(iterator);
  await expect(afterwards()).rejects.toMatchObject({ code: 'LEVEL_ITERATOR_NOT_OPEN' });
});

it('shares values, without the fields that JSON leaves out', async () => {
  const store = open();
  const value = { name: { S: 'text' } };
  await store.put('whole', value);
  await store.put('with an undefined field', { ...value, absent: undefined });
  expect(await store.get('whole')).toBe(value);
  expect(Object.keys((await store.get('with an undefined field')) as object)).toEqual(['name']);
});
