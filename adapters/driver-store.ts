import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { holdSeconds } from '../core/driver-states.ts';
import { cellOf, partitionOf, placeOf, placesOf, resolutions } from '../core/geo.ts';
import type { DriverReport } from '../core/messages.ts';
import { stores } from '../core/names.ts';
import type { AvailableDriver, DriverState, DriverStore, Reported } from '../core/ports.ts';
import type { Product } from '../core/products.ts';
import { type Instant, plusMs } from '../core/time.ts';
import { batchGet } from './batch-get.ts';
import { driverHolds } from './driver-holds.ts';
import { type Change, type DriverItem, driverItems } from './driver-items.ts';

/** Drivers in DynamoDB, one item each, with an index of the free ones by product, coarsest cell and place. */
export function driverStore(client: DynamoDBDocumentClient, tableName: string): DriverStore {
  const { update, latest } = driverItems(client, tableName);

  const query = (product: Product, cell: string, options: Pick<QueryInput, 'Limit' | 'Select'>) => {
    const [first, last] = placesOf(cell);
    return client.send(
      new QueryCommand({
        TableName: tableName,
        IndexName: stores.drivers.index.name,
        KeyConditionExpression: 'availableIn = :key AND place BETWEEN :first AND :last',
        ExpressionAttributeValues: { ':key': indexKey(product, partitionOf(cell)), ':first': first, ':last': last },
        ...options,
      }),
    );
  };

  return {
    ...driverHolds(client, tableName),

    freeIn: async (product, cell, atMost) => {
      const { Items = [], LastEvaluatedKey } = await query(product, cell, { Limit: atMost });
      return { drivers: (Items as DriverItem[]).map(availableOf), more: LastEvaluatedKey !== undefined };
    },

    countFree: async (product, cell, atMost) => {
      const { Count = 0 } = await query(product, cell, { Select: 'COUNT', Limit: atMost });
      return Count;
    },

    read: async (driverIds) => {
      const keys = driverIds.map((driverId) => ({ driverId }));
      return (await batchGet<DriverItem>(client, tableName, keys, { latest: true })).map(stateOf);
    },

    lease: async (driverId, { rideId, requestedAt }, { product, now, until, reportedSince }) => {
      const leased = await update(driverId, {
        UpdateExpression:
          'SET heldBy = :ride, heldSince = :requestedAt, leaseUntil = :until REMOVE availableIn, holdUntil',
        ConditionExpression: `(attribute_exists(availableIn) AND product = :product AND reportedAt >= :since AND ${isUnleased}) OR ${isThisLease}`,
        ExpressionAttributeValues: {
          ':ride': rideId,
          ':requestedAt': requestedAt,
          ':until': until,
          ':product': product,
          ':since': reportedSince,
          ':now': now,
        },
      });
      return leased && availableOf(leased);
    },

    report: async (driverId, report, { now, reportedAt }) => {
      const reporting = reportOf(report, { now, reportedAt });
      for (;;) {
        const taken = (await update(driverId, reporting.unheld)) ?? (await update(driverId, reporting.held));
        if (taken) return reportedOf(taken, now);
        // An older report, a hold of version 0.1.0, or the driver was leased, held or released between the two writes.
        const found = await latest(driverId);
        if (found && found.reportedAt > reportedAt) return reportedOf(found, now);
        const bounded = found && (await update(driverId, reporting.endless));
        if (bounded) return reportedOf(bounded, now);
      }
    },

    retire: async (driverId, seenReportAt) => {
      await update(driverId, {
        UpdateExpression: 'REMOVE availableIn',
        ConditionExpression: 'reportedAt = :seen',
        ExpressionAttributeValues: { ':seen': seenReportAt },
      });
    },
  };
}

type QueryInput = ConstructorParameters<typeof QueryCommand>[0];

const indexKey = (product: Product, partition: string) => `${product}#${partition}`;

/** The same lease: the first write of it got no response, or another delivery of its message made it. */
const isThisLease = '(heldBy = :ride AND heldSince = :requestedAt AND leaseUntil = :until)';

/** Version 0.1.0 left the drivers that it leased in the index. Held drivers are never in it. */
const isUnleased = '(attribute_not_exists(heldBy) OR leaseUntil < :now)';

/** No ride has the driver, or its lease or hold has expired. */
const isUnheld = '(attribute_not_exists(heldBy) OR leaseUntil < :now OR holdUntil < :now)';

const availableOf = ({ driverId, position }: DriverItem): AvailableDriver => ({ driverId, position });

const stateOf = ({ driverId, position, reportedAt, availableIn }: DriverItem): DriverState => ({
  driverId,
  position,
  reportedAt,
  isFree: availableIn !== undefined,
});

function reportedOf(
  { position, product, onShift, reportedAt, heldBy, leaseUntil, holdUntil }: DriverItem,
  now: Instant,
): Reported {
  const isHeld = heldBy !== undefined && leaseUntil === undefined && (holdUntil === undefined || holdUntil >= now);
  return { position, product, onShift, reportedAt, ...(isHeld && { heldBy }) };
}

/** The writes of a report, by who has the driver. Each succeeds only if the report is not older than the stored one. */
function reportOf(
  { position, product, onShift }: DriverReport,
  { now, reportedAt }: { readonly now: Instant; readonly reportedAt: Instant },
): Readonly<Record<'unheld' | 'held' | 'endless', Change>> {
  const sets =
    'SET #position = :position, product = :product, onShift = :onShift, whereabouts = :whereabouts, place = :place, ' +
    'reportedAt = :at';
  const isNewest = '(attribute_not_exists(reportedAt) OR reportedAt <= :at)';
  const attributes = {
    ExpressionAttributeNames: { '#position': 'position' },
    ExpressionAttributeValues: {
      ':position': position,
      ':product': product,
      ':onShift': onShift,
      ':whereabouts': indexKey(product, cellOf(position, resolutions.coarsest)),
      ':place': placeOf(position),
      ':at': reportedAt,
    },
  };
  const withValues = (more: Readonly<Record<string, Instant>>) => ({
    ...attributes,
    ExpressionAttributeValues: { ...attributes.ExpressionAttributeValues, ...more },
  });
  return {
    /** No ride has the driver (any more): the index is updated by the report. */
    unheld: {
      UpdateExpression: onShift
        ? `${sets}, availableIn = :whereabouts REMOVE heldBy, heldSince, leaseUntil, holdUntil`
        : `${sets} REMOVE availableIn, heldBy, heldSince, leaseUntil, holdUntil`,
      ConditionExpression: `${isNewest} AND ${isUnheld}`,
      ...withValues({ ':now': now }),
    },
    /** A ride has the driver. Only a driver leased by version 0.1.0 can still be in the index. */
    held: {
      UpdateExpression: `${sets} REMOVE availableIn`,
      ConditionExpression: `${isNewest} AND attribute_exists(heldBy) AND (leaseUntil >= :now OR holdUntil >= :now)`,
      ...withValues({ ':now': now }),
    },
    /** A hold of version 0.1.0, which had no end, gets one. */
    endless: {
      UpdateExpression: `${sets}, holdUntil = :until`,
      ConditionExpression: `${isNewest} AND attribute_exists(heldBy) AND attribute_not_exists(leaseUntil) AND attribute_not_exists(holdUntil)`,
      ...withValues({ ':until': plusMs(now, holdSeconds * 1000) }),
    },
  };
}
