import { BatchGetCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** The limit of one BatchGetItem. */
export const mostInABatchGet = 100;

type Key = Readonly<Record<string, string>>;

interface Freshness {
  /** Whether reads are consistent, or may be some milliseconds stale, at half the price. */
  readonly latest: boolean;
}

/** Reads items, in any order; keys must be unique. Items that do not exist are left out. */
export async function batchGet<Item>(
  client: DynamoDBDocumentClient,
  tableName: string,
  keys: readonly Key[],
  freshness: Freshness,
): Promise<readonly Item[]> {
  const pages = Array.from({ length: Math.ceil(keys.length / mostInABatchGet) }, (_, page) =>
    pageOf<Item>(client, tableName, keys.slice(page * mostInABatchGet, (page + 1) * mostInABatchGet), freshness),
  );
  return (await Promise.all(pages)).flat();
}

async function pageOf<Item>(
  client: DynamoDBDocumentClient,
  tableName: string,
  keys: readonly Key[],
  { latest }: Freshness,
): Promise<readonly Item[]> {
  const items: Item[] = [];
  let left: Record<string, unknown>[] = [...keys];
  // A busy table leaves some keys for another request; if it processes none, the call throws.
  while (left.length > 0) {
    const command = new BatchGetCommand({ RequestItems: { [tableName]: { Keys: left, ConsistentRead: latest } } });
    const { Responses = {}, UnprocessedKeys = {} } = await client.send(command);
    items.push(...((Responses[tableName] ?? []) as Item[]));
    left = UnprocessedKeys[tableName]?.Keys ?? [];
  }
  return items;
}
