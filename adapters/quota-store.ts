import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { QuotaStore } from '../core/ports.ts';
import { conditional } from './conditional.ts';

/** Quotas in DynamoDB, one item per rider and window: a single conditional write counts, and refuses. */
export function quotaStore(client: DynamoDBDocumentClient, tableName: string): QuotaStore {
  return {
    take: async ({ riderId, window, limit, expiresAt }) => {
      const counted = await conditional(
        client.send(
          new UpdateCommand({
            TableName: tableName,
            Key: { riderId, window },
            UpdateExpression: 'SET expiresAt = :expires ADD asked :one',
            ConditionExpression: 'attribute_not_exists(asked) OR asked < :limit',
            ExpressionAttributeValues: { ':one': 1, ':limit': limit, ':expires': expiresAt },
          }),
        ),
      );
      return counted !== undefined;
    },
  };
}
