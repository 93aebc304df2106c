import type { RideStatus } from '../../core/ride.ts';
import { type Instant, instantOf } from '../../core/time.ts';
import type { AboutCloud } from '../../local/index.ts';
import type { HeldDriver, RideHolds } from './protocol.ts';
import { type Item, scanAll } from './scan-all.ts';

/**
 * A ride's record, if there is one, and the drivers that are leased or held for it at `now`. Read from the tables, because
 * a ride whose process died may have drivers but no record that the API could show.
 */
export async function readHolds(about: AboutCloud, rideId: string, now: number): Promise<RideHolds> {
  const [ride, drivers] = await Promise.all([
    readRide(about, rideId),
    scanHeld(about.dynamodb, about.description?.outputs.DriversTableName, rideId),
  ]);
  const at = instantOf(now);
  return { rideId, recorded: ride?.status ?? null, drivers: drivers.flatMap((item) => heldDriver(item, at)) };
}

/** The fields of a ride's record that are used here. */
export interface RideRecord {
  readonly status: RideStatus;
  readonly riderId: string;
  /** ISO 8601 dates. */
  readonly requestedAt: string;
  readonly deadlineAt: string;
  /** Present once the ride has left `requested`. The record keeps its name from version 0.1.0. */
  readonly settledAt: string | undefined;
}

/** A ride's record, of any rider; undefined if there is none. */
export async function readRide({ dynamodb, description }: AboutCloud, rideId: string): Promise<RideRecord | undefined> {
  const { Item } = await dynamodb.call<{ Item?: Item }>('GetItem', {
    TableName: description?.outputs.RidesTableName,
    Key: { rideId: { S: rideId } },
    ConsistentRead: true,
  });
  const status = Item?.status?.S as RideStatus | undefined;
  if (status === undefined) return undefined;
  const text = (name: string) => Item?.[name]?.S;
  const [riderId = '', requestedAt = '', deadlineAt = ''] = ['riderId', 'requestedAt', 'deadlineAt'].map(text);
  return { status, riderId, requestedAt, deadlineAt, settledAt: text('completedAt') };
}

/** Held drivers are in no index: all drivers are scanned. */
const scanHeld = (dynamodb: AboutCloud['dynamodb'], TableName: string | undefined, rideId: string): Promise<Item[]> =>
  scanAll(dynamodb, {
    TableName,
    ConsistentRead: true,
    FilterExpression: 'heldBy = :ride',
    ExpressionAttributeValues: { ':ride': { S: rideId } },
    ProjectionExpression: 'driverId, leaseUntil, holdUntil',
  });

/** An expired lease or hold does not count, though the driver's item still names the ride. */
function heldDriver({ driverId, leaseUntil, holdUntil }: Item, now: Instant): HeldDriver[] {
  const until = leaseUntil?.S ?? holdUntil?.S ?? null;
  if (driverId?.S === undefined || (until !== null && until < now)) return [];
  return [{ driverId: driverId.S, until }];
}
