import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { holdSeconds } from '../core/driver-states.ts';
import type { DriverStore, Holder } from '../core/ports.ts';
import { type Instant, plusMs } from '../core/time.ts';
import { type Change, driverItems } from './driver-items.ts';

/**
 * Holds and releases of drivers, in DynamoDB. Separate from the driver search, so that functions which only hold and release
 * drivers need not bundle the geometry of cells.
 */
export function driverHolds(client: DynamoDBDocumentClient, tableName: string): Pick<DriverStore, 'hold' | 'release'> {
  const { update, latest } = driverItems(client, tableName);
  return {
    hold: async (driverId, ride, now) => (await update(driverId, holding(ride, now))) !== undefined,

    release: async (driverId, ride) => {
      // The driver may go on or off shift between two writes: the release is retried while the ride still has the driver.
      do {
        if (await update(driverId, releaseOnShift(ride))) return;
        if (await update(driverId, releaseOffShift(ride))) return;
      } while (isHeldBy(await latest(driverId), ride));
    },
  };
}

/**
 * A lease that has not expired, or the same ride's hold (which has no `leaseUntil`). Leases of version 0.1.0 are in the index.
 */
function holding(ride: Holder, now: Instant): Change {
  return {
    UpdateExpression: 'SET holdUntil = :until REMOVE leaseUntil, availableIn',
    ConditionExpression: `${isHolder(ride)} AND onShift = :true AND (attribute_not_exists(leaseUntil) OR leaseUntil > :now)`,
    ExpressionAttributeValues: {
      ...holderValues(ride),
      ':true': true,
      ':now': now,
      ':until': plusMs(now, holdSeconds * 1000),
    },
  };
}

const releaseOnShift = (ride: Released): Change => ({
  UpdateExpression: 'SET availableIn = whereabouts REMOVE heldBy, heldSince, leaseUntil, holdUntil',
  ConditionExpression: `${isHolder(ride)} AND onShift = :true`,
  ExpressionAttributeValues: { ...holderValues(ride), ':true': true },
});

const releaseOffShift = (ride: Released): Change => ({
  UpdateExpression: 'REMOVE heldBy, heldSince, leaseUntil, holdUntil, availableIn',
  ConditionExpression: `${isHolder(ride)} AND onShift = :false`,
  ExpressionAttributeValues: { ...holderValues(ride), ':false': false },
});

type Released = Parameters<DriverStore['release']>[1];

/** Version 0.1.0 did not store which of two rides with the same id has the driver. */
const isHolder = ({ requestedAt }: Released): string =>
  requestedAt === undefined
    ? 'heldBy = :ride'
    : 'heldBy = :ride AND (attribute_not_exists(heldSince) OR heldSince = :requestedAt)';

const holderValues = ({ rideId, requestedAt }: Released) => ({
  ':ride': rideId,
  ...(requestedAt !== undefined && { ':requestedAt': requestedAt }),
});

const isHeldBy = (
  item: { readonly heldBy?: string; readonly heldSince?: Instant } | undefined,
  { rideId, requestedAt }: Released,
): boolean =>
  item?.heldBy === rideId &&
  (item.heldSince === undefined || requestedAt === undefined || item.heldSince === requestedAt);
