import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { type Counter, type Counts, counters, isCounted, type Load, noCounts } from '../core/load.ts';
import type { LoadStore } from '../core/ports.ts';
import { epochSeconds, instantOf } from '../core/time.ts';

/** All rides are counted in one item, so that one write adds and returns everything. */
const Key = { counted: 'rides' };

/** An item without a write for this long is of no use. */
const keptMs = 3_600_000;

/** The most expired slots that one write removes. The item stays below the kilobyte that a write is charged by. */
const mostStale = 12;

/**
 * Counts of rides in DynamoDB. One attribute holds the count of one counter and slot (`accepted` of slot 7: `a7`), so that
 * processes add without reading first, and no write needs a condition.
 */
export function loadStore(client: DynamoDBDocumentClient, TableName: string): LoadStore {
  return {
    add: async (counts, now, deadlineMs) => {
      const { Attributes = {} } = await client.send(
        new UpdateCommand({ TableName, Key, ...adding(counts, now), ReturnValues: 'ALL_NEW' }),
      );
      const load = new Map<number, Counts>();
      const stale: string[] = [];
      for (const [name, value] of Object.entries(Attributes)) {
        const place = placeOf(name);
        if (place === undefined) continue;
        if (isCounted(place.slot, now, deadlineMs)) {
          load.set(place.slot, { ...(load.get(place.slot) ?? noCounts), [place.counter]: value as number });
        } else stale.push(name);
      }
      // They do not change any more. Leaving them in place does no harm.
      if (stale.length > mostStale) {
        await client.send(new UpdateCommand({ TableName, Key, ...removing(stale) })).catch(() => {});
      }
      return load;
    },
  };
}

function adding(counts: Load, now: number) {
  const added = [...counts].flatMap(([slot, ofSlot]) =>
    counters.flatMap((counter) =>
      ofSlot[counter] === 0 ? [] : [{ name: nameOf(counter, slot), times: ofSlot[counter] }],
    ),
  );
  const adds = added.map((_, index) => `#n${index} :n${index}`);
  return {
    UpdateExpression: `SET expiresAt = :expires${adds.length > 0 ? ` ADD ${adds.join(', ')}` : ''}`,
    ...(added.length > 0 && {
      ExpressionAttributeNames: Object.fromEntries(added.map(({ name }, index) => [`#n${index}`, name])),
    }),
    ExpressionAttributeValues: {
      ':expires': epochSeconds(instantOf(now + keptMs)),
      ...Object.fromEntries(added.map(({ times }, index) => [`:n${index}`, times])),
    },
  };
}

const removing = (names: readonly string[]) => ({
  UpdateExpression: `REMOVE ${names.map((_, index) => `#n${index}`).join(', ')}`,
  ExpressionAttributeNames: Object.fromEntries(names.map((name, index) => [`#n${index}`, name])),
});

/** The counters have different first letters. */
const nameOf = (counter: Counter, slot: number): string => `${counter[0]}${slot}`;

function placeOf(name: string): { readonly counter: Counter; readonly slot: number } | undefined {
  const counter = counters.find((each) => each[0] === name[0]);
  return counter && /^.\d+$/.test(name) ? { counter, slot: Number(name.slice(1)) } : undefined;
}
