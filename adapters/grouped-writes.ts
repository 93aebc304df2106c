import { BatchWriteCommand, type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import DataLoader from 'dataloader';
import { withoutTimeLimit } from './in-time.ts';

type Item = Readonly<Record<string, unknown>>;

/** As many items as one BatchWriteItem takes. */
const mostInABatchWrite = 25;

/**
 * Puts items, whatever is there, those that are put at the same time by one request: it takes the units of all of them, and
 * the time of one. Who is alone waits for nobody. One key that comes twice at a time is one item.
 *
 * @param keyOf what tells an item from others
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
    // A table that is busy leaves some of them for another request; one that does none of them throws.
    while (left.length > 0) {
      const command = new BatchWriteCommand({ RequestItems: { [tableName]: left as never } });
      const { UnprocessedItems = {} } = await client.send(command);
      left = UnprocessedItems[tableName] ?? [];
    }
  };
  const loader = new DataLoader<Item, void>(
    async (items) => {
      const byKey = new Map(items.map((item) => [keyOf(item), item]));
      // What is written for several invocations is not bound to the time that is left of one of them.
      await withoutTimeLimit(() => putAll([...byKey.values()]));
      return items.map(() => undefined);
    },
    { cache: false, maxBatchSize: mostInABatchWrite, batchScheduleFn: (dispatch) => void setImmediate(dispatch) },
  );
  return (item) => loader.load(item);
}
