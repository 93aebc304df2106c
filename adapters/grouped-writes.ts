import { BatchWriteCommand, type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import DataLoader from 'dataloader';
import { withoutTimeLimit } from './in-time.ts';

type Item = Readonly<Record<string, unknown>>;

/** The limit of one BatchWriteItem. */
const mostInABatchWrite = 25;

/**
 * Puts items unconditionally, and combines concurrent puts into one request: it costs the units of all of them, and the time
 * of one. A single put does not wait. Concurrent puts of the same key are one item.
 *
 * @param keyOf what distinguishes an item from others
 */
export function groupedPuts(
  client: DynamoDBDocumentClient,
  tableName: string,
  keyOf: (item: Item) => string,
): (item: Item) => Promise<void> {
  const putAll = async (items: readonly Item[]): Promise<void> => {
    const [first, ...others] = items;
    if (first !== undefined && others.length === 0) {
      await client.send(new PutCommand({ TableName: tableName, Item: first }));
      return;
    }
    let left: readonly unknown[] = items.map((item) => ({ PutRequest: { Item: item } }));
    // A busy table leaves some items for another request; if it processes none, the call throws.
    while (left.length > 0) {
      const command = new BatchWriteCommand({ RequestItems: { [tableName]: left as never } });
      const { UnprocessedItems = {} } = await client.send(command);
      left = UnprocessedItems[tableName] ?? [];
    }
  };
  const loader = new DataLoader<Item, void>(
    async (items) => {
      const byKey = new Map(items.map((item) => [keyOf(item), item]));
      // A write for several invocations must not end with the remaining time of one of them.
      await withoutTimeLimit(() => putAll([...byKey.values()]));
      return items.map(() => undefined);
    },
    { cache: false, maxBatchSize: mostInABatchWrite, batchScheduleFn: (dispatch) => void setImmediate(dispatch) },
  );
  return (item) => loader.load(item);
}
