import { type DynamoDBDocumentClient, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { BranchResult } from '../core/messages.ts';
import { stores } from '../core/names.ts';
import { graceMs } from '../core/outcome-rule.ts';
import type { RidePlace, RideStore, Transition } from '../core/ports.ts';
import type { Ride } from '../core/ride.ts';
import { type Clock, epochSeconds, nowOf, plusMs } from '../core/time.ts';
import { conditional } from './conditional.ts';
import { groupedReads } from './grouped-reads.ts';
import { endOf, itemOf, type RideItem, rideOf } from './ride-items.ts';

/**
 * Rides in DynamoDB, one item each. DynamoDB removes an item up to some days after its time to live is over, so every read
 * checks it, too.
 */
export function rideStore(client: DynamoDBDocumentClient, tableName: string, clock: Clock): RideStore {
  const isKept = ({ expiresAt }: Pick<Ride, 'expiresAt'>) => expiresAt >= epochSeconds(nowOf({ clock }));
  const readRecent = groupedReads(client, tableName, 'rideId', { latest: false });
  const readLatest = groupedReads(client, tableName, 'rideId', { latest: true });
  const keyOf = (rideId: string) => ({ TableName: tableName, Key: { rideId } });
  return {
    create: async (ride) =>
      (await conditional(
        client.send(
          new PutCommand({
            TableName: tableName,
            Item: itemOf(ride),
            ConditionExpression: 'attribute_not_exists(rideId) OR expiresAt < :now',
            ExpressionAttributeValues: { ':now': epochSeconds(nowOf({ clock })) },
          }),
        ),
      )) !== undefined,

    get: async (rideId, read) => {
      const item = await (read === 'latest' ? readLatest : readRecent)(rideId);
      const ride = item && rideOf(item as unknown as RideItem);
      return ride && isKept(ride) ? ride : undefined;
    },

    ofRider: async (riderId, atMost, after) => {
      const { Items = [] } = await client.send(
        new QueryCommand({
          TableName: tableName,
          IndexName: stores.rides.index.name,
          KeyConditionExpression: 'riderId = :rider',
          ExpressionAttributeValues: { ':rider': riderId },
          ScanIndexForward: false,
          Limit: atMost,
          // The key uses the calling rider, whatever ride the cursor names: no cursor leads to another rider's rides.
          ...(after && { ExclusiveStartKey: { riderId, requestedAt: after.requestedAt, rideId: after.rideId } }),
        }),
      );
      return (Items as RidePlace[]).map(({ rideId, requestedAt }) => ({ rideId, requestedAt }));
    },

    markPublished: async ({ rideId, requestedAt }, at) => {
      await client.send(
        new UpdateCommand({
          ...keyOf(rideId),
          UpdateExpression: 'SET publishedAt = :at',
          ConditionExpression: 'requestedAt = :requestedAt',
          ExpressionAttributeValues: { ':at': at, ':requestedAt': requestedAt },
        }),
      );
    },

    record: async ({ rideId, requestedAt }, results) => {
      const command = new UpdateCommand({
        ...keyOf(rideId),
        ...recording(results, requestedAt, epochSeconds(nowOf({ clock }))),
      });
      const written = await conditional(client.send(command));
      return written?.Attributes && rideOf(written.Attributes as RideItem);
    },

    move: async (read, transition) => {
      const written = await conditional(
        client.send(new UpdateCommand({ ...keyOf(read.rideId), ...movement(read, transition) })),
      );
      return written?.Attributes && rideOf(written.Attributes as RideItem);
    },
  };
}

/** One write for all results, the first of each branch; existing results are kept. */
function recording(results: readonly BranchResult[], requestedAt: string | undefined, nowSeconds: number) {
  const first = [...new Map(results.toReversed().map((result) => [result.branch, result])).values()];
  const sets = first.map((_, index) => `results.#b${index} = if_not_exists(results.#b${index}, :r${index})`);
  return {
    UpdateExpression: `SET ${sets.join(', ')} DELETE pending :answered`,
    // Answers of version 0.1.0 do not have it, and so may belong to either of two rides with the same id.
    ConditionExpression: `expiresAt >= :now${requestedAt === undefined ? '' : ' AND requestedAt = :requestedAt'}`,
    ExpressionAttributeNames: Object.fromEntries(first.map(({ branch }, index) => [`#b${index}`, branch])),
    ExpressionAttributeValues: {
      ...Object.fromEntries(first.map((result, index) => [`:r${index}`, result])),
      ':answered': new Set(first.map(({ branch }) => branch)),
      ':now': nowSeconds,
      ...(requestedAt !== undefined && { ':requestedAt': requestedAt }),
    },
    ReturnValues: 'ALL_NEW' as const,
  };
}

/**
 * A transition, with the attribute names of items. From `requested`, it succeeds only if the pending branches are those at
 * the time of the read: so no result can arrive between the decision and its write, and `unanswered` is exact. It removes
 * `pending`, which tells a branch that answers later that it is late. A ride is confirmed only until a moment after its
 * deadline.
 */
function movement(read: Ride, { status, at, by, outcome, reasons, expiresAt }: Transition) {
  const leaving = read.status === 'requested';
  const values = leaving
    ? { completedAt: at, settledBy: by, ...endOf({ ...read, unanswered: [...read.pending], outcome }), reasons }
    : { endedAt: at, endedBy: by };
  const written = Object.entries({ status, expiresAt, ...values }).filter(([, value]) => value !== undefined);
  const conditions = ['#status = :from', 'requestedAt = :requestedAt'];
  if (leaving) conditions.push(read.pending.size > 0 ? 'pending = :pending' : 'attribute_not_exists(pending)');
  if (status === 'confirmed') conditions.push('deadlineAt > :latestDeadline');
  return {
    UpdateExpression: `SET ${written.map(([name]) => `#${name} = :${name}`).join(', ')}${leaving ? ' REMOVE pending' : ''}`,
    ConditionExpression: conditions.join(' AND '),
    ExpressionAttributeNames: Object.fromEntries(written.map(([name]) => [`#${name}`, name])),
    ExpressionAttributeValues: {
      ...Object.fromEntries(written.map(([name, value]) => [`:${name}`, value])),
      ':from': read.status,
      ':requestedAt': read.requestedAt,
      ...(leaving && read.pending.size > 0 && { ':pending': read.pending }),
      ...(status === 'confirmed' && { ':latestDeadline': plusMs(at, -graceMs) }),
    },
    ReturnValues: 'ALL_NEW' as const,
  };
}
