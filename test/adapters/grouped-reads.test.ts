import { type BatchGetCommand, GetCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import { groupedReads } from '../../adapters/grouped-reads.ts';
import { checkInTime, inTime } from '../../adapters/in-time.ts';

type Item = Readonly<Record<string, unknown>>;

/** A table that answers when it is told to, and the requests that it has had: their keys, and how they read. */
class HeldTable {
  readonly requests: { readonly keys: readonly string[]; readonly consistent: boolean | undefined }[] = [];
  readonly answers: ((error?: Error) => void)[] = [];
  readonly items = new Map<string, Item>(['a', 'b', 'c', 'd', 'e'].map((id) => [id, { id, of: id }]));
  leavesOut: readonly string[] = [];

  readonly client = {
    send: async (command: GetCommand | BatchGetCommand) => {
      // As clients do before each attempt.
      checkInTime('the table');
      const { keys, consistent } = askedBy(command);
      this.requests.push({ keys, consistent });
      await new Promise<void>((resolve, reject) => {
        this.answers.push((error) => (error ? reject(error) : resolve()));
      });
      if (command instanceof GetCommand) return { Item: this.items.get(keys[0] ?? '') };
      const left = this.leavesOut.filter((key) => keys.includes(key));
      this.leavesOut = [];
      const found = keys.filter((key) => !left.includes(key)).flatMap((key) => this.items.get(key) ?? []);
      // In an order of its own.
      return {
        Responses: { things: found.toReversed() },
        UnprocessedKeys: left.length > 0 ? { things: { Keys: left.map((id) => ({ id })) } } : {},
      };
    },
  };
}

function askedBy(command: GetCommand | BatchGetCommand) {
  if (command instanceof GetCommand) {
    return { keys: [String(command.input.Key?.id)], consistent: command.input.ConsistentRead };
  }
  const { Keys = [], ConsistentRead } = command.input.RequestItems?.things ?? {};
  return { keys: Keys.map(({ id }) => String(id)), consistent: ConsistentRead };
}

const turn = () => new Promise<void>((resolve) => setImmediate(() => setImmediate(resolve)));

let table: HeldTable;
const open = (latest = false) => groupedReads(table.client as never, 'things', 'id', { latest });
beforeEach(() => {
  table = new HeldTable();
});

const answer = async (error?: Error) => {
  await turn();
  table.answers.shift()?.(error);
  await turn();
};

describe('reads of one table', () => {
  it('are one request each while they come one at a time', async () => {
    const read = open();
    const asked = ['a', 'nobody', 'b', 'c'];
    for (const [index, id] of asked.entries()) {
      const item = read(id);
      await answer();
      expect(table.requests).toHaveLength(index + 1);
      expect(await item).toEqual(table.items.get(id));
    }
    expect(table.requests.map(({ keys }) => keys)).toEqual(asked.map((id) => [id]));
  });

  it('go together when they come together, and each gets its own', async () => {
    const read = open();
    const items = Promise.all(['b', 'nobody', 'a', 'b'].map(read));
    await answer();
    expect(await items).toEqual([table.items.get('b'), undefined, table.items.get('a'), table.items.get('b')]);
    expect(table.requests.map(({ keys }) => keys)).toEqual([['b', 'nobody', 'a']]);
  });

  it('are gathered while two requests are under way', async () => {
    const read = open();
    const first = read('a');
    await turn();
    const second = read('b');
    await turn();
    const others = Promise.all(['c', 'd'].map(read));
    await turn();
    const last = read('e');
    await turn();
    expect(table.requests.map(({ keys }) => keys)).toEqual([['a'], ['b']]);
    await answer();
    expect(table.requests.map(({ keys }) => keys)).toEqual([['a'], ['b'], ['c', 'd', 'e']]);
    await answer();
    await answer();
    expect((await Promise.all([first, second, others, last])).flat()).toEqual([...table.items.values()]);
  });

  it('are a hundred in one request at most, and all are made', async () => {
    const read = open();
    const items = Promise.all(Array.from({ length: 730 }, (_, index) => read(`n${index}`)));
    for (let request = 0; request < 8; request += 1) await answer();
    expect(await items).toHaveLength(730);
    expect(table.requests.map(({ keys }) => keys.length)).toEqual([100, 100, 100, 100, 100, 100, 100, 30]);
  });

  it('fail by the hundred, and not with those of another request', async () => {
    const read = open();
    const items = Promise.allSettled(Array.from({ length: 130 }, (_, index) => read(`n${index}`)));
    await answer(new Error('no'));
    await answer();
    const failed = (await items).filter(({ status }) => status === 'rejected');
    expect(failed).toHaveLength(100);
  });

  it('ask again for what a busy table leaves', async () => {
    const read = open();
    table.leavesOut = ['a', 'c'];
    const items = Promise.all(['a', 'b', 'c'].map(read));
    await answer();
    await answer();
    expect(await items).toEqual(['a', 'b', 'c'].map((id) => table.items.get(id)));
    expect(table.requests.map(({ keys }) => keys)).toEqual([
      ['a', 'b', 'c'],
      ['a', 'c'],
    ]);
  });

  it('fail together, and the next ones are made', async () => {
    const read = open();
    const items = Promise.allSettled(['a', 'b'].map(read));
    await answer(new Error('no'));
    expect((await items).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    const next = read('a');
    await answer();
    expect(await next).toEqual(table.items.get('a'));
  });

  it.each([true, false])('read what was last written where that is asked for: %s', async (latest) => {
    const read = open(latest);
    const items = Promise.all([read('a'), read('b')]);
    await answer();
    await items;
    const single = read('a');
    await answer();
    await single;
    expect(table.requests.map(({ consistent }) => consistent)).toEqual([latest, latest]);
  });

  it('are not bound to the time that is left of the first of them', async () => {
    const read = open();
    let leftMs = 1_000;
    const hurried = inTime('things', { get: read }, () => leftMs).get('a');
    const patient = inTime('things', { get: read }, () => 60_000).get('b');
    leftMs = 0;
    await answer();
    await expect(patient).resolves.toEqual(table.items.get('b'));
    await hurried;
  });
});
