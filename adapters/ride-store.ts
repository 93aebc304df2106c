import {
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { RideNotFoundError } from '../core/errors.ts';
import type { BranchResult } from '../core/messages.ts';
import { stores } from '../core/names.ts';
import type { RideStore, Transition } from '../core/ports.ts';
import type { Ride, RideSummary } from '../core/ride.ts';
import { conditional } from './conditional.ts';

/** Rides in DynamoDB, one item each. A set that has become empty is an absent attribute there. */
export function rideStore(client: DynamoDBDocumentClient, tableName: string): RideStore {
  const keyOf = (rideId: string) => ({ TableName: tableName, Key: { rideId } });
  return {
    create: async (ride) =>
      (await conditional(
        client.send(
          new PutCommand({
            TableName: tableName,
            Item: itemOf(ride),
            ConditionExpression: 'attribute_not_exists(rideId)',
          }),
        ),
      )) !== undefined,

    get: async (rideId, read) => {
      const { Item } = await client.send(new GetCommand({ ...keyOf(rideId), ConsistentRead: read === 'latest' }));
      return Item && rideOf(Item);
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
          // The rider is the one who asks, whoever's ride the place is of: no place leads to another rider's rides.
          ...(after && { ExclusiveStartKey: { riderId, requestedAt: after.requestedAt, rideId: after.rideId } }),
        }),
      );
      return (Items as Ride[]).map(summaryOf);
    },

    markPublished: async (rideId, at) => {
      await client.send(
        new UpdateCommand({
          ...keyOf(rideId),
          UpdateExpression: 'SET publishedAt = :at',
          ConditionExpression: 'attribute_exists(rideId)',
          ExpressionAttributeValues: { ':at': at },
        }),
      );
    },

    record: async (rideId, results) => {
      const written = await conditional(client.send(new UpdateCommand({ ...keyOf(rideId), ...recording(results) })));
      if (written?.Attributes === undefined) throw new RideNotFoundError(rideId);
      return rideOf(written.Attributes);
    },

    move: async (read, transition) => {
      const written = await conditional(
        client.send(new UpdateCommand({ ...keyOf(read.rideId), ...movement(read, transition) })),
      );
      return written?.Attributes && rideOf(written.Attributes);
    },

    markAnnounced: async (rideId, status) => {
      await client.send(
        new UpdateCommand({
          ...keyOf(rideId),
          UpdateExpression: 'ADD announced :status',
          ConditionExpression: 'attribute_exists(rideId)',
          ExpressionAttributeValues: { ':status': new Set([status]) },
        }),
      );
    },
  };
}

function itemOf({ pending, announced, ...ride }: Ride): Record<string, unknown> {
  return { ...ride, ...(pending.size > 0 && { pending }), ...(announced.size > 0 && { announced }) };
}

function rideOf(item: Record<string, unknown>): Ride {
  return { pending: new Set(), announced: new Set(), ...item } as unknown as Ride;
}

const summaryOf = ({ rideId, flow, status, requestedAt, completedAt }: Ride): RideSummary => ({
  rideId,
  flow,
  status,
  requestedAt,
  ...(completedAt && { completedAt }),
});

/** One write for all results, the first of each branch; what the item has already stays. */
function recording(results: readonly BranchResult[]) {
  const first = [...new Map(results.toReversed().map((result) => [result.branch, result])).values()];
  const sets = first.map((_, index) => `results.#b${index} = if_not_exists(results.#b${index}, :r${index})`);
  return {
    UpdateExpression: `SET ${sets.join(', ')} DELETE pending :answered`,
    ConditionExpression: 'attribute_exists(rideId)',
    ExpressionAttributeNames: Object.fromEntries(first.map(({ branch }, index) => [`#b${index}`, branch])),
    ExpressionAttributeValues: {
      ...Object.fromEntries(first.map((result, index) => [`:r${index}`, result])),
      ':answered': new Set(first.map(({ branch }) => branch)),
    },
    ReturnValues: 'ALL_NEW' as const,
  };
}

/**
 * Leaving `requested`, the write holds only if exactly those branches are pending that were when the ride was read: so
 * no result can slip in between the decision and its write, and `unanswered` is exact.
 */
function movement(read: Ride, { status, at, outcome, reasons }: Transition) {
  const leaving = read.status === 'requested';
  const pending = read.pending.size > 0 ? 'pending = :pending' : 'attribute_not_exists(pending)';
  const values = leaving ? { completedAt: at, unanswered: [...read.pending], outcome, reasons } : { endedAt: at };
  const written = Object.entries({ status, ...values }).filter(([, value]) => value !== undefined);
  return {
    UpdateExpression: `SET ${written.map(([name]) => `#${name} = :${name}`).join(', ')}`,
    ConditionExpression: leaving ? `#status = :from AND ${pending}` : '#status = :from',
    ExpressionAttributeNames: Object.fromEntries(written.map(([name]) => [`#${name}`, name])),
    ExpressionAttributeValues: {
      ...Object.fromEntries(written.map(([name, value]) => [`:${name}`, value])),
      ':from': read.status,
      ...(leaving && read.pending.size > 0 && { ':pending': read.pending }),
    },
    ReturnValues: 'ALL_NEW' as const,
  };
}
