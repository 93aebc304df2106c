import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { type Counter, type Counts, counters, isCounted, type Load, noCounts, slotOf } from '../core/load.ts';
import type { LoadStore } from '../core/ports.ts';
import { epochSeconds, instantOf } from '../core/time.ts';

/** All rides are counted in one item, so that one write adds and returns everything. */
const Key = { counted: 'rides' };

/** An item without a write for this long is of no use. */
const keptMs = 3_600_000;

/**
 * The most expired counts that stay in the item, so that it stays below the kilobyte that a write is charged by. Few writes
 * remove: after a change of the deadline, processes take each other's slots for expired.
 */
const mostStale = 12;

/**
 * Counts of rides in DynamoDB. One attribute holds the count of one counter and slot (`accepted` of slot 7: `a7`), so that
 * processes add without reading first, and no write needs a condition.
 */
export function loadStore(client: DynamoDBDocumentClient, TableName: string): LoadStore {
  /** Counts of expired slots, as last read, once there are many: the next write removes them. */
  let stale: readonly string[] = [];
  return {
    add: async (counts, now, deadlineMs) => {
      const update = changing(counts, stale, now);
      stale = [];
      const { Attributes = {} } = await client.send(
        new UpdateCommand({ TableName, Key, ...update, ReturnValues: 'ALL_NEW' }),
      );
      const load = new Map<number, Counts>();
      const expired: string[] = [];
      for (const [name, value] of Object.entries(Attributes)) {
        const place = placeOf(name);
        if (place === undefined) continue;
        if (isCounted(place.slot, now, deadlineMs)) {
          load.set(place.slot, { ...(load.get(place.slot) ?? noCounts), [place.counter]: value as number });
        } else if (place.slot < slotOf(now, deadlineMs)) expired.push(name); // Others are of a clock that is ahead.
      }
      stale = expired.length > mostStale ? expired : [];
      return load;
    },
  };
}

/** No attribute is in both parts: DynamoDB would refuse the write. */
function changing(counts: Load, stale: readonly string[], now: number) {
  const added = [...counts].flatMap(([slot, ofSlot]) =>
    counters.flatMap((counter) =>
      ofSlot[counter] === 0 ? [] : [{ name: nameOf(counter, slot), times: ofSlot[counter] }],
    ),
  );
  const removed = stale.filter((name) => !added.some((each) => each.name === name));
  const adds = added.map((_, index) => `#n${index} :n${index}`);
  const removes = removed.map((_, index) => `#r${index}`);
  const names = [
    ...added.map(({ name }, index) => [`#n${index}`, name]),
    ...removed.map((name, index) => [`#r${index}`, name]),
  ];
  return {
    UpdateExpression: [
      'SET expiresAt = :expires',
      ...(adds.length > 0 ? [`ADD ${adds.join(', ')}`] : []),
      ...(removes.length > 0 ? [`REMOVE ${removes.join(', ')}`] : []),
    ].join(' '),
    ...(names.length > 0 && { ExpressionAttributeNames: Object.fromEntries(names) }),
    ExpressionAttributeValues: {
      ':expires': epochSeconds(instantOf(now + keptMs)),
      ...Object.fromEntries(added.map(({ times }, index) => [`:n${index}`, times])),
    },
  };
}

/** The counters have different first letters. */
const nameOf = (counter: Counter, slot: number): string => `${counter[0]}${slot}`;

/** Attributes of other versions have no slot, and count for none. */
function placeOf(name: string): { readonly counter: Counter; readonly slot: number } | undefined {
  const counter = counters.find((each) => each[0] === name[0]);
  return counter && { counter, slot: Number(name.slice(1)) };
}
