import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { conditional } from './conditional.ts';

/** A bounded counter in an item of DynamoDB, which expires with its item. */
export interface BoundedCount {
  readonly tableName: string;
  readonly key: Readonly<Record<string, string>>;
  /** The attribute. It is used in an expression: it must not be a reserved word. */
  readonly counter: string;
  readonly limit: number;
  /** In epoch seconds. */
  readonly expiresAt: number;
}

/**
 * Counts one more, unless the limit is reached, and tells whether it has. One conditional write works for any number of
 * processes.
 */
export async function countUpTo(
  client: DynamoDBDocumentClient,
  { tableName, key, counter, limit, expiresAt }: BoundedCount,
): Promise<boolean> {
  const counted = await conditional(
    client.send(
      new UpdateCommand({
        TableName: tableName,
        Key: key,
        UpdateExpression: `SET expiresAt = :expires ADD ${counter} :one`,
        ConditionExpression: `attribute_not_exists(${counter}) OR ${counter} < :limit`,
        ExpressionAttributeValues: { ':one': 1, ':limit': limit, ':expires': expiresAt },
      }),
    ),
  );
  return counted !== undefined;
}
