import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DeleteTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  ResourceNotFoundException,
} from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { type StoreDefinition, type StoreName, stores } from '../../core/names.ts';
import { dynamoServer } from '../../local/services/dynamo-server.ts';
import { servedEndpoint } from './served-emulator.ts';

/** An embedded DynamoDB of the test's own, with a table for each store, named as the store is. */
export interface TestDynamo {
  readonly client: DynamoDBDocumentClient;
  /** What a function needs to find it and its tables. */
  readonly environment: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

export const testCredentials = { AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };

export async function startTestDynamo(): Promise<TestDynamo> {
  const served = servedEndpoint();
  const { endpoint, stop } = served === undefined ? await startDynalite() : { endpoint: served, stop: async () => {} };
  const client = DynamoDBDocumentClient.from(clientOf(endpoint), { marshallOptions: { removeUndefinedValues: true } });
  for (const [name, store] of Object.entries<StoreDefinition>(stores)) {
    if (served !== undefined) await deleteTable(client, name);
    await createTable(client, name, store);
  }
  return {
    client,
    environment: { ...testCredentials, AWS_ENDPOINT_URL_DYNAMODB: endpoint, ...tableNames() },
    stop: async () => {
      client.destroy();
      await stop();
    },
  };
}

async function startDynalite(): Promise<{ endpoint: string; stop(): Promise<void> }> {
  const server = dynamoServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Another file of tests may have left one. */
async function deleteTable(client: DynamoDBDocumentClient, TableName: string): Promise<void> {
  try {
    await client.send(new DeleteTableCommand({ TableName }));
    for (;;) await client.send(new DescribeTableCommand({ TableName }));
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) throw error;
  }
}

/** The table of a store. */
export const tableOf = (store: StoreName): string => store;

const tableNames = () =>
  Object.fromEntries(
    Object.entries(stores).map(([name, { environment }]) => [environment, tableOf(name as StoreName)]),
  );

const clientOf = (endpoint: string) =>
  new DynamoDBClient({ endpoint, region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } });

async function createTable(client: DynamoDBDocumentClient, name: string, store: StoreDefinition): Promise<void> {
  await client.send(new CreateTableCommand(tableInput(name, store)));
  let status: string | undefined;
  while (status !== 'ACTIVE') {
    status = (await client.send(new DescribeTableCommand({ TableName: name }))).Table?.TableStatus;
  }
}

function tableInput(TableName: string, { partitionKey, sortKey, index }: StoreDefinition): CreateTableCommandInput {
  const keys = [partitionKey, sortKey, index?.partitionKey, index?.sortKey].filter((key) => key !== undefined);
  return {
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: keys.map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
    KeySchema: [
      { AttributeName: partitionKey, KeyType: 'HASH' },
      ...(sortKey ? [{ AttributeName: sortKey, KeyType: 'RANGE' as const }] : []),
    ],
    ...(index && {
      GlobalSecondaryIndexes: [
        {
          IndexName: index.name,
          KeySchema: [
            { AttributeName: index.partitionKey, KeyType: 'HASH' },
            { AttributeName: index.sortKey, KeyType: 'RANGE' },
          ],
          Projection: index.attributes
            ? { ProjectionType: 'INCLUDE', NonKeyAttributes: [...index.attributes] }
            : { ProjectionType: 'KEYS_ONLY' },
        },
      ],
    }),
  };
}
