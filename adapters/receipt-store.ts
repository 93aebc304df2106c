import { type DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { ReceiptStore } from '../core/ports.ts';
import { conditional } from './conditional.ts';

/** Receipts in DynamoDB, one item a ride's id: the claim of the sending message, and when it was sent. */
export function receiptStore(client: DynamoDBDocumentClient, tableName: string): ReceiptStore {
  const keyOf = (rideId: string) => ({ TableName: tableName, Key: { rideId } });
  return {
    claim: async ({ rideId, requestedAt }, { by, now, until, expiresAt }) => {
      const claimed = await conditional(
        client.send(
          new UpdateCommand({
            ...keyOf(rideId),
            UpdateExpression:
              'SET claimedBy = :by, claimedUntil = :until, expiresAt = :expires, requestedAt = :requestedAt REMOVE sentAt',
            ConditionExpression:
              '(attribute_not_exists(sentAt) AND (attribute_not_exists(claimedBy) OR claimedBy = :by OR claimedUntil < :now)) ' +
              'OR requestedAt < :requestedAt',
            ExpressionAttributeValues: {
              ':by': by,
              ':until': until,
              ':now': now,
              ':expires': expiresAt,
              ':requestedAt': requestedAt,
            },
          }),
        ),
      );
      if (claimed) return 'claimed';
      const { Item } = await client.send(new GetCommand({ ...keyOf(rideId), ConsistentRead: true }));
      return Item?.sentAt === undefined ? 'under_way' : 'sent';
    },

    markSent: async (rideId, at) => {
      await client.send(
        new UpdateCommand({
          ...keyOf(rideId),
          UpdateExpression: 'SET sentAt = :at',
          ExpressionAttributeValues: { ':at': at },
        }),
      );
    },
  };
}
