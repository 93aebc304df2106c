import { describe, expect, it } from 'vitest';
import { rideLister } from '../../../cli/console/list-rides.ts';
import { RideBook } from '../../../cli/console/ride-book.ts';
import type { AboutCloud } from '../../../local/index.ts';
import { aStructuredLine } from '../../support/ride-log.ts';
import { requestedAt } from '../../support/rides.ts';

const id = (n: number): string => `ride_${String(n).padStart(32, '0')}`;

interface Key {
  readonly rideId: { readonly S: string };
}

function stack(heard: number, records: Readonly<Record<string, Readonly<Record<string, string>>>> = {}) {
  const book = new RideBook();
  for (let n = 1; n <= heard; n += 1) {
    const { text, ...line } = aStructuredLine(
      'ride published',
      { requestedAt },
      { atMs: 0, service: 'api', rideId: id(n) },
    );
    book.hear({ ...line, line: text });
  }
  const read: string[][] = [];
  const itemsOf = (rideId: string) => {
    const { [rideId]: record } = records;
    return record ? [Object.fromEntries(Object.entries({ rideId, ...record }).map(([name, S]) => [name, { S }]))] : [];
  };
  const call = async (_: string, { Key, RequestItems }: { Key?: Key; RequestItems?: { Rides: { Keys: Key[] } } }) => {
    if (Key) return { Item: itemsOf(Key.rideId.S)[0] };
    const rideIds = (RequestItems?.Rides.Keys ?? []).map(({ rideId }) => rideId.S);
    read.push(rideIds);
    return { Responses: { Rides: rideIds.flatMap(itemsOf) } };
  };
  const about = { dynamodb: { call }, description: { outputs: { RidesTableName: 'Rides' } } } as unknown as AboutCloud;
  const list = rideLister(book);
  return { read, list: (text = '', state?: 'requested' | 'rejected') => list(about, { state, text }) };
}

describe('the list of rides', () => {
  it('shows the latest ones with their riders, whose records are read once', async () => {
    const { list, read } = stack(2, { [id(1)]: { riderId: 'alice' } });
    const at = Date.parse(requestedAt);
    const row = (n: number, riderId: string | null) => {
      return { rideId: id(n), state: 'requested', riderId, requestedAt: at, decidedAt: null, slowest: null };
    };
    expect(await list()).toEqual({ rides: [row(2, null), row(1, 'alice')], hasMore: false });
    await list();
    expect(read).toEqual([[id(2), id(1)], [id(2)]]);
  });

  it('is as long as one look, and says that there are more', async () => {
    const { rides, hasMore } = await stack(51).list();
    expect([rides.length, rides[0]?.rideId, hasMore]).toEqual([50, id(51), true]);
    expect(await stack(50).list()).toMatchObject({ hasMore: false });
  });

  it('finds a ride by its id that nothing was heard of, in its record', async () => {
    const record = {
      status: 'rejected',
      riderId: 'bob',
      requestedAt,
      deadlineAt: requestedAt,
      completedAt: requestedAt,
    };
    const { list } = stack(0, { [id(7)]: record });
    const at = Date.parse(requestedAt);
    const row = { rideId: id(7), state: 'rejected', riderId: 'bob', requestedAt: at, decidedAt: at, slowest: null };
    expect(await list(id(7))).toEqual({ rides: [row], hasMore: false });
    expect((await list(id(7), 'requested')).rides).toEqual([]);
    expect((await list(id(8))).rides).toEqual([]);
    expect((await list('7')).rides).toEqual([]);
  });
});
