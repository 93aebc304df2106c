import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { QuotaStore } from '../core/ports.ts';
import { countUpTo } from './count-up-to.ts';

/** Quotas in DynamoDB, one item per rider and window: a single conditional write counts, or refuses. */
export function quotaStore(client: DynamoDBDocumentClient, tableName: string): QuotaStore {
  return {
    take: ({ riderId, window, limit, expiresAt }) =>
      countUpTo(client, { tableName, key: { riderId, window }, counter: 'asked', limit, expiresAt }),
  };
}
