import '../support/quiet-telemetry.ts';
import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { logger, metrics } from '../../adapters/lambda/telemetry.ts';
import { loadStore } from '../../adapters/load-store.ts';
import { watchedLoadStore } from '../../adapters/watched-load-store.ts';
import { inMemoryLoadStore } from '../../cli/plan/simulation/load-store.ts';
import { type Counts, noCounts, slotOf } from '../../core/load.ts';
import type { LoadStore } from '../../core/ports.ts';
import { requestedAt } from '../support/rides.ts';
import { startTestDynamo, type TestDynamo, tableOf } from '../support/test-dynamo.ts';

const deadlineMs = 20_000;
const start = Date.parse(requestedAt);
let now = start;
let dynamo: TestDynamo;
beforeAll(async () => {
  dynamo = await startTestDynamo();
});
afterAll(() => dynamo.stop());
// There is one item for all: each test has a time of its own.
beforeEach(() => {
  now += 3_600_000;
});

const open = () => loadStore(dynamo.client, tableOf('load'));
const current = () => slotOf(now, deadlineMs);
const counting = (slot: number, counts: Partial<Counts>) => new Map([[slot, { ...noCounts, ...counts }]]);
const nothing = new Map<number, Counts>();

const item = async () => {
  const { Item = {} } = await dynamo.client.send(
    new GetCommand({ TableName: tableOf('load'), Key: { counted: 'rides' }, ConsistentRead: true }),
  );
  return Item;
};

/** As DynamoDB counts them: of a number half a byte for each digit, and one more. */
const bytesOf = (attributes: Readonly<Record<string, unknown>>) =>
  Object.entries(attributes).reduce((total, [name, value]) => {
    const digits = String(value).length;
    return total + name.length + (typeof value === 'number' ? Math.ceil(digits / 2) + 1 : digits);
  }, 0);

describe.each([
  ['in memory', () => inMemoryLoadStore()],
  ['in DynamoDB', open],
] as const)('counts %s', (_, openStore) => {
  it('are none at first', async () => {
    expect(await openStore().add(nothing, now, deadlineMs)).toEqual(nothing);
  });

  it('are added up, slot by slot, and what is taken back is taken off', async () => {
    const load = openStore();
    await load.add(counting(current(), { accepted: 3, refused: 1 }), now, deadlineMs);
    await load.add(counting(current(), { accepted: -1, left: 1, done: 1 }), now, deadlineMs);
    const all = await load.add(counting(current() - 1, { accepted: 2, failed: 4 }), now, deadlineMs);
    expect(all).toEqual(
      new Map([
        [current(), { accepted: 2, left: 1, done: 1, failed: 0, refused: 1 }],
        [current() - 1, { ...noCounts, accepted: 2, failed: 4 }],
      ]),
    );
  });

  it('are each other, of forty who add at one moment: each is told another number', async () => {
    const load = openStore();
    const told = await Promise.all(
      Array.from({ length: 40 }, () => load.add(counting(current(), { accepted: 1 }), now, deadlineMs)),
    );
    const numbers = told.map((all) => all.get(current())?.accepted ?? 0);
    expect(numbers.toSorted((one, other) => one - other)).toEqual(Array.from({ length: 40 }, (_, index) => index + 1));
  });

  it('are of use for as long as a ride may be under way', async () => {
    const load = openStore();
    const counts = counting(current(), { accepted: 5 });
    await load.add(counts, now, deadlineMs);
    expect(await load.add(nothing, now + 25_000, deadlineMs)).toEqual(counts);
    expect(await load.add(nothing, now + 27_500, deadlineMs)).toEqual(nothing);
  });
});

describe('the item in DynamoDB', () => {
  it('stays below the kilobyte that a write is charged by, however long it is written', async () => {
    const load = open();
    let largest = 0;
    for (let slot = 0; slot < 60; slot += 1) {
      const all = { accepted: 1_234, left: 1_230, done: 1_200, refused: 12_345 };
      await load.add(counting(current(), all), now, deadlineMs);
      largest = Math.max(largest, bytesOf(await item()));
      now += 2_500;
    }
    expect(largest).toBeLessThan(1_024);
  });

  it('goes when nobody has written it for an hour', async () => {
    await open().add(nothing, now, deadlineMs);
    expect((await item()).expiresAt).toBe((now + 3_600_000) / 1000);
  });

  it('has nothing of what was not counted', async () => {
    await open().add(counting(current(), { accepted: 3, done: 1 }), now, deadlineMs);
    const names = Object.keys(await item()).filter((name) => name.endsWith(String(current())));
    expect(names.toSorted()).toEqual([`a${current()}`, `d${current()}`]);
  });

  it('is cleared of what is over and of nothing else, by the next write, and again when that fails', async () => {
    const over = Object.fromEntries(Array.from({ length: 13 }, (_, index) => [`a${current() - 20 - index}`, 1]));
    const Attributes = { another: 'text', [`a${current()}`]: 2, ...over };
    const sent: UpdateCommand['input'][] = [];
    const client = {
      send: async ({ input }: UpdateCommand) => {
        sent.push(input);
        if (sent.length === 2) throw new Error('throttled');
        return { Attributes };
      },
    };
    const load = loadStore(client as never, 'load');
    const cleared = () => Object.values(sent.at(-1)?.ExpressionAttributeNames ?? {});
    expect(await load.add(nothing, now, deadlineMs)).toEqual(counting(current(), { accepted: 2 }));
    expect(cleared()).toEqual([]);
    await expect(load.add(nothing, now, deadlineMs)).rejects.toThrow('throttled');
    expect(cleared()).toEqual(Object.keys(over));
    for (const names of [[], Object.keys(over)]) {
      await load.add(nothing, now, deadlineMs);
      expect(cleared()).toEqual(names);
    }
  });

  it('is cleared by a write that adds', async () => {
    const load = open();
    const slots = Array.from({ length: 10 }, (_, index) => current() - index);
    await load.add(new Map(slots.map((slot) => [slot, { ...noCounts, accepted: 1, done: 1 }])), now, deadlineMs);
    now += 60_000;
    await load.add(counting(current(), { accepted: 1 }), now, deadlineMs);
    await load.add(counting(current(), { left: 1 }), now, deadlineMs);
    const names = Object.keys(await item());
    expect(names).toEqual(expect.arrayContaining([`a${current()}`, `l${current()}`]));
    expect(names.filter((name) => slots.includes(Number(name.slice(1))))).toEqual([]);
  });

  it('keeps the counts of a process whose clock is ahead', async () => {
    const load = open();
    const slots = Array.from({ length: 13 }, (_, index) => current() + 2 + index);
    await load.add(new Map(slots.map((slot) => [slot, { ...noCounts, accepted: 1 }])), now, deadlineMs);
    for (let looks = 0; looks < 2; looks += 1) await load.add(nothing, now, deadlineMs);
    expect(Object.keys(await item())).toEqual(expect.arrayContaining(slots.map((slot) => `a${slot}`)));
  });

  it('keeps a count to which the write adds, although it seemed to be over', async () => {
    const load = open();
    const slots = Array.from({ length: 10 }, (_, index) => current() - index);
    const some = new Map(slots.map((slot) => [slot, { ...noCounts, accepted: 1, done: 1 }]));
    await load.add(some, now, deadlineMs);
    await load.add(nothing, now + 60_000, deadlineMs);
    const all = await load.add(counting(current(), { accepted: 1 }), now, deadlineMs);
    expect(all.get(current())?.accepted).toBe(2);
  });

  it('may have what another version has put there', async () => {
    await dynamo.client.send(
      new UpdateCommand({
        TableName: tableOf('load'),
        Key: { counted: 'rides' },
        UpdateExpression: 'SET another = :text, z12 = :text',
        ExpressionAttributeValues: { ':text': 'text' },
      }),
    );
    expect(await open().add(nothing, now, deadlineMs)).toEqual(nothing);
  });
});

describe('a store of counts that fails', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
  });

  it('is counted each time, and logged once until it answers', async () => {
    const written = vi.spyOn(metrics, 'addMetric');
    const logged = vi.spyOn(logger, 'error');
    let isDown = true;
    const add: LoadStore['add'] = async () => {
      if (isDown) throw new Error('no table');
      return nothing;
    };
    const load = watchedLoadStore({ add });
    const asked = () => load.add(nothing, now, deadlineMs);
    for (let call = 0; call < 3; call += 1) await expect(asked()).rejects.toThrow('no table');
    expect(written.mock.calls).toEqual(Array(3).fill(['LoadUnavailable', 'Count', 1]));
    expect(logged).toHaveBeenCalledTimes(1);
    isDown = false;
    expect(await asked()).toBe(nothing);
    isDown = true;
    await expect(asked()).rejects.toThrow('no table');
    expect(logged).toHaveBeenCalledTimes(2);
  });

  it('is given up after 400 ms, and where it was not called for 5 s, after 2 s', async () => {
    const load = watchedLoadStore({ add: () => new Promise(() => {}) });
    const isGivenUpAfter = async (ms: number) => {
      const failed = expect(load.add(nothing, now, deadlineMs)).rejects.toThrow(`did not answer within ${ms} ms`);
      await vi.advanceTimersByTimeAsync(ms);
      await failed;
    };
    for (const ms of [2_000, 400, 400]) await isGivenUpAfter(ms);
    await vi.advanceTimersByTimeAsync(4_600);
    await isGivenUpAfter(400);
    await vi.advanceTimersByTimeAsync(4_601);
    await isGivenUpAfter(2_000);
  });
});
