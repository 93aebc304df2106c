import { describe, expect, it } from 'vitest';
import { recent } from '../../core/recent.ts';

function counted(
  load: (key: string, loads: number) => Promise<string> = async (key, loads) => `${key}${loads}`,
  isKept?: (value: string) => boolean,
) {
  const clock = { ms: 0 };
  let loads = 0;
  const read = recent(
    1_000,
    () => clock.ms,
    (key: string) => {
      loads += 1;
      return load(key, loads);
    },
    isKept,
  );
  return { read, clock, loads: () => loads };
}

describe('a recent value', () => {
  it('is loaded once for all who ask at once', async () => {
    const { read } = counted();
    expect(await Promise.all([read('a'), read('a'), read('a')])).toEqual(['a1', 'a1', 'a1']);
  });

  it('is loaded again when it is older than it may be', async () => {
    const { read, clock } = counted();
    await read('a');
    clock.ms = 999;
    expect(await read('a')).toBe('a1');
    clock.ms = 1_000;
    expect(await read('a')).toBe('a2');
  });

  it('is of its own key', async () => {
    const { read } = counted();
    expect(await Promise.all([read('a'), read('b')])).toEqual(['a1', 'b2']);
  });

  it('is not kept when it is of no use', async () => {
    const { read } = counted(undefined, (value) => value !== 'a1');
    expect(await Promise.all([read('a'), read('a')])).toEqual(['a1', 'a1']);
    expect([await read('a'), await read('a')]).toEqual(['a2', 'a2']);
  });

  it('is kept for its own time, whatever was not kept before it', async () => {
    const loads: PromiseWithResolvers<string>[] = [];
    const { read, clock } = counted(
      (_, index) => {
        loads[index] = Promise.withResolvers<string>();
        return loads[index].promise;
      },
      (value) => value !== 'useless',
    );
    const first = read('a');
    clock.ms = 1_000;
    const second = read('a');
    loads[2]?.resolve('second');
    expect(await second).toBe('second');
    loads[1]?.resolve('useless');
    await first;
    expect(await read('a')).toBe('second');
  });

  it('is not kept when it could not be loaded', async () => {
    const { read } = counted(async (key, loads) => {
      if (loads === 1) throw new Error('away');
      return key;
    });
    await expect(read('a')).rejects.toThrow('away');
    expect(await read('a')).toBe('a');
  });
});
