import { type BatchWriteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import { groupedPuts } from '../../adapters/grouped-writes.ts';
import { checkInTime, inTime } from '../../adapters/in-time.ts';

type Item = Readonly<Record<string, unknown>>;

/** A table, and the ids that each request to it had. */
class Table {
  readonly requests: (readonly string[])[] = [];
  readonly items = new Map<string, Item>();
  /** Of the next batch: it does none of these. */
  leavesOut: readonly string[] = [];
  fails: Error | undefined;

  readonly client = {
    send: async (command: PutCommand | BatchWriteCommand) => {
      // As clients do before each attempt.
      checkInTime('the table');
      const items = itemsOf(command);
      this.requests.push(items.map(({ id }) => String(id)));
      await Promise.resolve();
      if (this.fails) throw this.fails;
      const left = items.filter(({ id }) => this.leavesOut.includes(String(id)));
      this.leavesOut = [];
      for (const item of items) if (!left.includes(item)) this.items.set(String(item.id), item);
      return left.length > 0 ? { UnprocessedItems: { things: left.map((Item) => ({ PutRequest: { Item } })) } } : {};
    },
  };
}

function itemsOf(command: PutCommand | BatchWriteCommand): readonly Item[] {
  if (command instanceof PutCommand) return [command.input.Item as Item];
  return (command.input.RequestItems?.things ?? []).map(({ PutRequest }) => PutRequest?.Item as Item);
}

let table: Table;
const open = () => groupedPuts(table.client as never, 'things', ({ id }) => String(id));
beforeEach(() => {
  table = new Table();
});

const ids = (count: number) => Array.from({ length: count }, (_, index) => `id-${index}`);

describe('items that are put', () => {
  it('at different times are one request each', async () => {
    const put = open();
    for (const id of ['a', 'b']) await put({ id });
    expect(table.requests).toEqual([['a'], ['b']]);
  });

  it('at the same time are one request, and one for each 25', async () => {
    const put = open();
    await Promise.all(ids(60).map((id) => put({ id })));
    expect(table.requests.map(({ length }) => length)).toEqual([25, 25, 10]);
    expect([...table.items.keys()]).toEqual(ids(60));
  });

  it('by one key are one item: a request may name a key once', async () => {
    const put = open();
    await Promise.all([put({ id: 'a', of: 1 }), put({ id: 'b' }), put({ id: 'a', of: 2 })]);
    expect(table.requests).toEqual([['a', 'b']]);
    expect(table.items.get('a')).toEqual({ id: 'a', of: 2 });
  });

  it('are sent again where a busy table has left them out', async () => {
    table.leavesOut = ['b', 'c'];
    const put = open();
    await Promise.all(['a', 'b', 'c'].map((id) => put({ id })));
    expect(table.requests).toEqual([
      ['a', 'b', 'c'],
      ['b', 'c'],
    ]);
    expect([...table.items.keys()]).toEqual(['a', 'b', 'c']);
  });

  it('fail all of them when their request does', async () => {
    table.fails = new Error('away');
    const put = open();
    const put3 = await Promise.allSettled(['a', 'b', 'c'].map((id) => put({ id })));
    expect(put3.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    table.fails = undefined;
    await put({ id: 'a' });
    expect(table.items.has('a')).toBe(true);
  });

  it('are not bound to the time that is left of one of those who put them', async () => {
    let leftMs = 60_000;
    const hurried = inTime('things', { put: open() }, () => leftMs).put({ id: 'a' });
    leftMs = 0;
    await hurried;
    expect(table.items.has('a')).toBe(true);
  });
});
