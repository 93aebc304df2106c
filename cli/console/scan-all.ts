import type { AboutCloud } from '../../local/index.ts';

/** An attribute of an item in DynamoDB's format. */
interface Attribute {
  readonly S?: string;
  readonly N?: string;
  readonly BOOL?: boolean;
  readonly M?: Item;
}

export type Item = Readonly<Record<string, Attribute>>;

/** The items that a scan finds, page by page, up to a limit. */
export async function scanAll(
  dynamodb: AboutCloud['dynamodb'],
  input: Readonly<Record<string, unknown>>,
  most = Number.POSITIVE_INFINITY,
): Promise<Item[]> {
  const items: Item[] = [];
  let ExclusiveStartKey: unknown;
  do {
    const page = await dynamodb.call<{ Items?: Item[]; LastEvaluatedKey?: unknown }>('Scan', {
      ...input,
      ExclusiveStartKey,
    });
    items.push(...(page.Items ?? []));
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey !== undefined && items.length < most);
  return items.slice(0, most);
}
