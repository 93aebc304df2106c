import { type DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Point } from '../core/point.ts';
import type { Product } from '../core/products.ts';
import type { Instant } from '../core/time.ts';
import { conditional } from './conditional.ts';

/** A driver's item. docs/concepts/drivers.md has the states that its attributes represent, and the conditions of each write. */
export interface DriverItem {
  readonly driverId: string;
  readonly position: Point;
  readonly product: Product;
  readonly onShift: boolean;
  /** When the device made the newest report that was stored. */
  readonly reportedAt: Instant;
  /** The driver's position in the order of places: the sort key of the index. */
  readonly place: string;
  /** The value of `availableIn` whenever the driver is free. */
  readonly whereabouts: string;
  /** The partition of the index, by product and coarsest cell. Present only while the driver is free and on shift. */
  readonly availableIn?: string;
  /** The ride that the driver is leased to or held by, and when that ride was requested. */
  readonly heldBy?: string;
  readonly heldSince?: Instant;
  /** The end of a lease. */
  readonly leaseUntil?: Instant;
  /** The end of a hold. A hold written by version 0.1.0 has none until the driver's next report. */
  readonly holdUntil?: Instant;
}

/** A conditional update of one item. */
export type Change = Pick<
  ConstructorParameters<typeof UpdateCommand>[0],
  'UpdateExpression' | 'ConditionExpression' | 'ExpressionAttributeNames' | 'ExpressionAttributeValues'
>;

/** The items of the drivers' table, one by one. */
export function driverItems(client: DynamoDBDocumentClient, tableName: string) {
  const keyOf = (driverId: string) => ({ TableName: tableName, Key: { driverId } });
  return {
    /** The item as written; undefined when the condition did not hold. */
    update: async (driverId: string, change: Change): Promise<DriverItem | undefined> => {
      const command = new UpdateCommand({ ...keyOf(driverId), ...change, ReturnValues: 'ALL_NEW' });
      return (await conditional(client.send(command)))?.Attributes as DriverItem | undefined;
    },

    /** The item as last written. */
    latest: async (driverId: string): Promise<DriverItem | undefined> =>
      (await client.send(new GetCommand({ ...keyOf(driverId), ConsistentRead: true }))).Item as DriverItem | undefined,
  };
}
