import { describe, expect, it } from 'vitest';
import { readHolds } from '../../../cli/console/ride-holds.ts';
import { plusMs } from '../../../core/time.ts';
import type { AboutCloud } from '../../../local/index.ts';
import { leaseUntil, requestedAt } from '../../support/rides.ts';

const text = (fields: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(fields).map(([name, S]) => [name, { S }]));

/** What is read of tables with these items, one driver a page. */
function holdsIn(drivers: readonly Readonly<Record<string, string>>[], ride?: Readonly<Record<string, string>>) {
  const held = drivers.filter(({ heldBy }) => heldBy === 'ride-1');
  const call = async (operation: string, input: Readonly<Record<string, unknown>>) => {
    expect(input.ConsistentRead).toBe(true);
    if (operation === 'GetItem') return ride ? { Item: text(ride) } : {};
    expect([input.FilterExpression, input.ExpressionAttributeValues]).toEqual([
      'heldBy = :ride',
      { ':ride': { S: 'ride-1' } },
    ]);
    const { from } = (input.ExclusiveStartKey ?? { from: 0 }) as { from: number };
    const Items = held.slice(from, from + 1).map(text);
    return from + 1 < held.length ? { Items, LastEvaluatedKey: { from: from + 1 } } : { Items };
  };
  return readHolds({ dynamodb: { call } } as unknown as AboutCloud, 'ride-1', Date.parse(requestedAt));
}

describe('what a ride has left behind', () => {
  it('is its record and every driver who is reserved for it', async () => {
    const drivers = [
      { driverId: 'driver-1', heldBy: 'ride-1', leaseUntil },
      { driverId: 'driver-2', heldBy: 'ride-2', leaseUntil },
      { driverId: 'driver-3', heldBy: 'ride-1' },
    ];
    expect(await holdsIn(drivers, { status: 'expired' })).toEqual({
      rideId: 'ride-1',
      recorded: 'expired',
      drivers: [
        { driverId: 'driver-1', until: leaseUntil },
        { driverId: 'driver-3', until: null },
      ],
    });
  });

  it('may be a driver without a record; nobody, once the lease is over', async () => {
    const over = { driverId: 'driver-1', heldBy: 'ride-1', leaseUntil: plusMs(requestedAt, -1) };
    expect(await holdsIn([over])).toEqual({ rideId: 'ride-1', recorded: null, drivers: [] });
  });
});
