import { UnsupportedResourceError } from '../errors.ts';
import { arnOf, physicalName } from '../identity.ts';
import { startSweeper } from '../services/time-to-live.ts';
import type { ResourceIdentity } from '../stack-scope.ts';
import type { Provider, Resource, Stack } from './provider.ts';

interface KeyElement {
  AttributeName: string;
  KeyType: string;
}

interface Index {
  IndexName: string;
  KeySchema: KeyElement[];
  Projection: unknown;
}

export interface TableProperties {
  TableName?: string;
  KeySchema: KeyElement[];
  AttributeDefinitions: unknown[];
  GlobalSecondaryIndexes?: Index[];
  LocalSecondaryIndexes?: Index[];
  StreamSpecification?: unknown;
  TimeToLiveSpecification?: { Enabled: boolean | string; AttributeName?: string };
}

export const createTable: Provider = ({ logicalId, type, properties }, stack) => {
  return provisionTable({ logicalId, type }, properties as unknown as TableProperties, stack);
};

/** Creates a table (always on demand: capacity has no meaning here) and deletes its expired items. */
export async function provisionTable(
  { logicalId, type }: Pick<Resource, 'logicalId' | 'type'>,
  properties: TableProperties,
  stack: Stack,
): Promise<ResourceIdentity> {
  if (properties.StreamSpecification) throw new UnsupportedResourceError(logicalId, type, 'streams are not supported');
  const name = properties.TableName ?? physicalName(stack.name, logicalId, 255);
  await stack.dynamodb.call('CreateTable', creation(name, properties));
  await untilActive(name, stack);
  sweepExpired(name, properties, stack);
  return { ref: name, attributes: { Arn: arnOf('dynamodb', `table/${name}`), TableId: name } };
}

function creation(name: string, properties: TableProperties) {
  return {
    TableName: name,
    KeySchema: properties.KeySchema,
    AttributeDefinitions: properties.AttributeDefinitions,
    BillingMode: 'PAY_PER_REQUEST',
    ...(properties.GlobalSecondaryIndexes && {
      GlobalSecondaryIndexes: properties.GlobalSecondaryIndexes.map(indexOf),
    }),
    ...(properties.LocalSecondaryIndexes && { LocalSecondaryIndexes: properties.LocalSecondaryIndexes.map(indexOf) }),
  };
}

function indexOf({ IndexName, KeySchema, Projection }: Index): Index {
  return { IndexName, KeySchema, Projection };
}

/** The embedded DynamoDB creates tables at once, but after the call has returned. */
async function untilActive(name: string, stack: Stack): Promise<void> {
  let status = '';
  while (status !== 'ACTIVE') {
    const { Table } = await stack.dynamodb.call<{ Table: { TableStatus: string } }>('DescribeTable', {
      TableName: name,
    });
    status = Table.TableStatus;
  }
}

function sweepExpired(name: string, { KeySchema, TimeToLiveSpecification: ttl }: TableProperties, stack: Stack): void {
  if (!ttl?.AttributeName || String(ttl.Enabled) !== 'true') return;
  const sweeper = startSweeper({
    dynamodb: stack.dynamodb,
    tableName: name,
    attribute: ttl.AttributeName,
    keyNames: KeySchema.map(({ AttributeName }) => AttributeName),
    intervalMs: stack.sweepIntervalMs,
    aheadMs: stack.sweepAheadMs,
  });
  stack.sweepers.push(sweeper);
}
