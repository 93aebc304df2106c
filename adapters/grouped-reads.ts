import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import DataLoader from 'dataloader';
import { batchGet, mostInABatchGet } from './batch-get.ts';
import { Collected } from './collected.ts';
import { withoutTimeLimit } from './in-time.ts';

type Item = Record<string, unknown>;

/**
 * Reads items by their key, and combines concurrent reads into one request.
 *
 * @param latest whether reads are consistent, or may be some milliseconds stale, at half the price
 */
export function groupedReads(
  client: DynamoDBDocumentClient,
  tableName: string,
  keyName: string,
  { latest }: { readonly latest: boolean },
): (key: string) => Promise<Item | undefined> {
  const reads = new Collected();

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
      // A read for several invocations must not end with the remaining time of one of them.
      const items = await reads.request(() => withoutTimeLimit(() => readAll([...new Set(keys)])));
      const found = new Map(items.map((item) => [item[keyName], item]));
      return keys.map((key) => found.get(key));
    },
    { cache: false, maxBatchSize: mostInABatchGet, batchScheduleFn: reads.moment },
  );
  return (key) => loader.load(key);
}
