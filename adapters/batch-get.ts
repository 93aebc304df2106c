import { BatchGetCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** As many items as one BatchGetItem takes. */
export const mostInABatchGet = 100;

/** Reads up to {@link mostInABatchGet} items, in any order; each key once. What does not exist is left out. */
export async function batchGet<Item>(
  client: DynamoDBDocumentClient,
  tableName: string,
  keys: readonly Readonly<Record<string, string>>[],
  { latest }: { readonly latest: boolean },
): Promise<readonly Item[]> {
  const items: Item[] = [];
  let left: Record<string, unknown>[] = [...keys];
  // A table that is busy leaves some of the keys for another request; one that does none of them throws.
  while (left.length > 0) {
    const command = new BatchGetCommand({ RequestItems: { [tableName]: { Keys: left, ConsistentRead: latest } } });
    const { Responses = {}, UnprocessedKeys = {} } = await client.send(command);
    items.push(...((Responses[tableName] ?? []) as Item[]));
    left = UnprocessedKeys[tableName]?.Keys ?? [];
  }
  return items;
}
