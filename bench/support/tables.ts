import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, paginateScan } from '@aws-sdk/lib-dynamodb';
import type { Cloud } from '../../local/index.ts';

/** A client of a running stack's tables. */
export function tablesOf({ environment }: Pick<Cloud, 'environment'>): DynamoDBDocumentClient {
  const { AWS_REGION: region = '', AWS_ENDPOINT_URL_DYNAMODB: endpoint = '' } = environment;
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  return DynamoDBDocumentClient.from(new DynamoDBClient({ region, endpoint, credentials }));
}

/** All items of a table, read consistently. */
export async function itemsOf<Item>(client: DynamoDBDocumentClient, TableName: string | undefined): Promise<Item[]> {
  const items: Item[] = [];
  for await (const { Items = [] } of paginateScan({ client }, { TableName, ConsistentRead: true })) {
    items.push(...(Items as Item[]));
  }
  return items;
}

/** The environment variables that name the tables to a function, or to code that does its work elsewhere. */
export function tableEnvironment(
  outputs: Readonly<Record<string, string>>,
  stores: Readonly<Record<string, { readonly environment: string }>>,
): Record<string, string> {
  const names = Object.entries(stores).map(([name, { environment }]) => {
    const output = `${name.charAt(0).toUpperCase()}${name.slice(1)}TableName`;
    const table = outputs[output];
    if (table === undefined) throw new Error(`The stack has no output ${output}.`);
    return [environment, table];
  });
  return Object.fromEntries(names);
}
