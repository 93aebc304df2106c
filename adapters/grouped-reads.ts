import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import DataLoader from 'dataloader';
import { batchGet, mostInABatchGet } from './batch-get.ts';
import { withoutTimeLimit } from './in-time.ts';

type Item = Record<string, unknown>;

/** Two, so that a request that goes unanswered does not hold up everybody. */
const mostUnderWay = 2;

/**
 * Reads items by their key, those that are asked for at the same time by one request. What is at the same time depends on
 * the table: while requests are under way, others are gathered for the next one. So a reader who is alone waits for nobody,
 * and a thousand who look again and again ask no more of the table than it can answer.
 *
 * @param latest whether to read what was last written, or what may be some milliseconds old, at half the price
 */
export function groupedReads(
  client: DynamoDBDocumentClient,
  tableName: string,
  keyName: string,
  { latest }: { readonly latest: boolean },
): (key: string) => Promise<Item | undefined> {
  let underWay = 0;
  const waiting: (() => void)[] = [];

  const keyed = (key: string) => ({ [keyName]: key });
  const readOne = async (key: string): Promise<readonly Item[]> => {
    const command = new GetCommand({ TableName: tableName, Key: keyed(key), ConsistentRead: latest });
    const { Item } = await client.send(command);
    return Item ? [Item] : [];
  };
  const readAll = async (keys: readonly string[]): Promise<readonly Item[]> => {
    const [first, ...others] = keys;
    if (first !== undefined && others.length === 0) return readOne(first);
    return batchGet(client, tableName, keys.map(keyed), { latest });
  };
  const loader = new DataLoader<string, Item | undefined>(
    async (keys) => {
      underWay += 1;
      try {
        // What is read for several invocations is not bound to the time that is left of one of them.
        const items = await withoutTimeLimit(() => readAll([...new Set(keys)]));
        const found = new Map(items.map((item) => [item[keyName], item]));
        return keys.map((key) => found.get(key));
      } finally {
        underWay -= 1;
        waiting.shift()?.();
      }
    },
    {
      cache: false,
      maxBatchSize: mostInABatchGet,
      batchScheduleFn: (dispatch) => {
        if (underWay < mostUnderWay) setImmediate(dispatch);
        else waiting.push(dispatch);
      },
    },
  );
  return (key) => loader.load(key);
}
