import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { cellOf, placeOf } from '../core/geo.ts';
import type { DriverReport } from '../core/messages.ts';
import { stores } from '../core/names.ts';
import type { Point } from '../core/point.ts';
import type { AvailableDriver, DriverStore } from '../core/ports.ts';
import type { Product } from '../core/products.ts';
import type { Instant } from '../core/time.ts';
import { driverHolds } from './driver-holds.ts';
import { type Change, driverItems } from './driver-items.ts';

/**
 * A driver's item. `availableIn` is the key of the index: there while the driver is on shift and no ride holds it.
 * `heldBy` with `leaseUntil` is a lease, without it a hold.
 */
interface DriverItem {
  readonly driverId: string;
  readonly position: Point;
  readonly product: Product;
  readonly onShift: boolean;
  /** What `availableIn` is whenever the driver is available. */
  readonly whereabouts: string;
  /** Where in its cell the driver is: the order of the index. */
  readonly place: string;
  readonly reportedAt: Instant;
  readonly availableIn?: string;
  readonly heldBy?: string;
  readonly leaseUntil?: Instant;
}

const free = 'attribute_not_exists(heldBy) OR leaseUntil < :now';

/** Of a cell: enough to choose from, and no more to read where drivers are many. */
const mostOfACell = 16;

const indexKey = (product: Product, cell: string) => `${product}#${cell}`;

/** Drivers in DynamoDB, one item each, with an index by product and H3 cell. */
export function driverStore(client: DynamoDBDocumentClient, tableName: string): DriverStore {
  const { update, latest } = driverItems<DriverItem>(client, tableName);
  /** Cells that one read did not show whole, when last asked: there it begins at the place asked for. A hint, and no more. */
  const crowded = new Set<string>();
  const query = ({ key, now, place }: IndexQuery, options: QueryOptions) => {
    const side = options.ScanIndexForward === false ? '<' : '>=';
    return client.send(
      new QueryCommand({
        TableName: tableName,
        IndexName: stores.drivers.index.name,
        KeyConditionExpression: `availableIn = :key${place ? ` AND place ${side} :place` : ''}`,
        FilterExpression: free,
        ExpressionAttributeValues: { ':key': key, ':now': now, ...(place && { ':place': place }) },
        ...options,
      }),
    );
  };
  return {
    ...driverHolds(client, tableName),

    availableIn: async (product, cell, now, near) => {
      const key = indexKey(product, cell);
      if (!near || !crowded.has(key)) {
        const { Items: first = [], LastEvaluatedKey: more } = await query({ key, now }, { Limit: mostOfACell });
        if (!near || !more) return (first as DriverItem[]).map(availableOf);
        crowded.add(key);
      }
      const around = { key, now, place: placeOf(near) };
      const { Items: after = [], LastEvaluatedKey: more } = await query(around, { Limit: mostOfACell });
      if (more) return (after as DriverItem[]).map(availableOf);
      const { Items: before = [] } = await query(around, { Limit: mostOfACell, ScanIndexForward: false });
      if (after.length + before.length < mostOfACell) crowded.delete(key);
      return ([...after, ...before] as DriverItem[]).map(availableOf);
    },

    countAvailable: async (product, cell, now, atMost) => {
      const { Count = 0 } = await query({ key: indexKey(product, cell), now }, { Select: 'COUNT', Limit: atMost });
      return Count;
    },

    reserve: async (driverId, rideId, now, leaseUntil) => {
      const leased = await update(driverId, {
        UpdateExpression: 'SET heldBy = :ride, leaseUntil = :until',
        ConditionExpression: `attribute_exists(availableIn) AND (${free} OR heldBy = :ride)`,
        ExpressionAttributeValues: { ':ride': rideId, ':until': leaseUntil, ':now': now },
      });
      if (leased) return availableOf(leased);
      // Held already by this very ride? Then a message was delivered again after the ride had been confirmed.
      const driver = await latest(driverId);
      return driver?.heldBy === rideId ? availableOf(driver) : undefined;
    },

    report: async (driverId, report, at) => {
      const { product, position } = report;
      const whereabouts = indexKey(product, cellOf(position));
      const reported = { ...report, reportedAt: at, whereabouts, place: placeOf(position) };
      // One of the two conditions always holds; a driver that is held or released between the writes is tried again.
      let taken: unknown;
      do {
        taken = (await update(driverId, reportOfUnheld(reported))) ?? (await update(driverId, reportOfHeld(reported)));
      } while (taken === undefined);
    },
  };
}

interface IndexQuery {
  readonly key: string;
  readonly now: Instant;
  /** From there on, or backwards up to there; without it, from the first. */
  readonly place?: string;
}

type QueryOptions = Pick<ConstructorParameters<typeof QueryCommand>[0], 'Limit' | 'ScanIndexForward' | 'Select'>;

const availableOf = ({ driverId, position }: DriverItem): AvailableDriver => ({ driverId, position });

type Reported = DriverReport & Pick<DriverItem, 'whereabouts' | 'place' | 'reportedAt'>;

const reportSets =
  'SET #position = :position, product = :product, onShift = :onShift, whereabouts = :whereabouts, place = :place, ' +
  'reportedAt = :at';

const reportAttributes = ({ position, product, onShift, whereabouts, place, reportedAt }: Reported) => ({
  ExpressionAttributeNames: { '#position': 'position' },
  ExpressionAttributeValues: {
    ':position': position,
    ':product': product,
    ':onShift': onShift,
    ':whereabouts': whereabouts,
    ':place': place,
    ':at': reportedAt,
  },
});

/** Free or leased: the index follows the report. */
const reportOfUnheld = (reported: Reported): Change => ({
  UpdateExpression: reported.onShift ? `${reportSets}, availableIn = :whereabouts` : `${reportSets} REMOVE availableIn`,
  ConditionExpression: 'attribute_not_exists(heldBy) OR attribute_exists(leaseUntil)',
  ...reportAttributes(reported),
});

/** Held by a ride: out of the index, wherever the driver is. */
const reportOfHeld = (reported: Reported): Change => ({
  UpdateExpression: reportSets,
  ConditionExpression: 'attribute_exists(heldBy) AND attribute_not_exists(leaseUntil)',
  ...reportAttributes(reported),
});
