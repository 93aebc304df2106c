import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { DriverStore } from '../core/ports.ts';
import { type Change, driverItems } from './driver-items.ts';

/**
 * What becomes of a driver that a ride has, in DynamoDB. Apart from the search for one, so that functions which only
 * hold and release drivers need not carry the geometry of cells.
 */
export function driverHolds(client: DynamoDBDocumentClient, tableName: string): Pick<DriverStore, 'hold' | 'release'> {
  const { update, latest } = driverItems<{ readonly heldBy?: string }>(client, tableName);
  return {
    hold: async (driverId, rideId) => {
      const held = await update(driverId, {
        UpdateExpression: 'REMOVE leaseUntil, availableIn',
        ConditionExpression: 'heldBy = :ride',
        ExpressionAttributeValues: { ':ride': rideId },
      });
      return held !== undefined;
    },

    release: async (driverId, rideId) => {
      // The driver may go on or off shift between two writes: it is tried again while the ride still has it.
      do {
        if (await update(driverId, releaseOnShift(rideId))) return;
        if (await update(driverId, releaseOffShift(rideId))) return;
      } while ((await latest(driverId))?.heldBy === rideId);
    },
  };
}

const releaseOnShift = (rideId: string): Change => ({
  UpdateExpression: 'SET availableIn = whereabouts REMOVE heldBy, leaseUntil',
  ConditionExpression: 'heldBy = :ride AND onShift = :true',
  ExpressionAttributeValues: { ':ride': rideId, ':true': true },
});

const releaseOffShift = (rideId: string): Change => ({
  UpdateExpression: 'REMOVE heldBy, leaseUntil',
  ConditionExpression: 'heldBy = :ride AND onShift = :false',
  ExpressionAttributeValues: { ':ride': rideId, ':false': false },
});
