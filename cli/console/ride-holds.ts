import type { RideStatus } from '../../core/ride.ts';
import { type Instant, instantOf } from '../../core/time.ts';
import type { AboutCloud } from '../../local/index.ts';
import type { HeldDriver, RideHolds } from './protocol.ts';

/** An attribute of an item as DynamoDB writes it. */
interface Text {
  readonly S?: string;
}

type Item = Readonly<Record<string, Text>>;

/**
 * What a ride has left behind: its record, if there is one, and the drivers who are leased or held for it at `now`. Read
 * from the tables, because a ride whose process died has drivers and no record that the API could show.
 */
export async function readHolds(
  { dynamodb, description }: AboutCloud,
  rideId: string,
  now: number,
): Promise<RideHolds> {
  const { RidesTableName, DriversTableName } = description?.outputs ?? {};
  const [{ Item }, drivers] = await Promise.all([
    dynamodb.call<{ Item?: Item }>('GetItem', {
      TableName: RidesTableName,
      Key: { rideId: { S: rideId } },
      ConsistentRead: true,
    }),
    scanHeld(dynamodb, DriversTableName, rideId),
  ]);
  const at = instantOf(now);
  return {
    rideId,
    recorded: (Item?.status?.S as RideStatus | undefined) ?? null,
    drivers: drivers.flatMap((item) => heldDriver(item, at)),
  };
}

/** Who is held has no index: all drivers are looked at. */
async function scanHeld(
  dynamodb: AboutCloud['dynamodb'],
  TableName: string | undefined,
  rideId: string,
): Promise<Item[]> {
  const items: Item[] = [];
  let ExclusiveStartKey: Item | undefined;
  do {
    const page = await dynamodb.call<{ Items?: Item[]; LastEvaluatedKey?: Item }>('Scan', {
      TableName,
      ExclusiveStartKey,
      ConsistentRead: true,
      FilterExpression: 'heldBy = :ride',
      ExpressionAttributeValues: { ':ride': { S: rideId } },
      ProjectionExpression: 'driverId, leaseUntil, holdUntil',
    });
    items.push(...(page.Items ?? []));
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey !== undefined);
  return items;
}

/** A lease or hold that is over keeps nobody, though its driver's item still names the ride. */
function heldDriver({ driverId, leaseUntil, holdUntil }: Item, now: Instant): HeldDriver[] {
  const until = leaseUntil?.S ?? holdUntil?.S ?? null;
  if (driverId?.S === undefined || (until !== null && until < now)) return [];
  return [{ driverId: driverId.S, until }];
}
