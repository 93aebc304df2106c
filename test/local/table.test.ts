import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSweeper } from '../../local/services/time-to-live.ts';
import { table } from './support/resources.ts';
import { type TestCloud, testCloud } from './support/test-cloud.ts';

const nowSeconds = Math.floor(Date.now() / 1000);

describe('a table', () => {
  let cloud: TestCloud;
  const tableName = () => cloud.physicalIds.Table;
  const put = (id: string, attributes: Record<string, unknown>) =>
    cloud.dynamodb.call('PutItem', { TableName: tableName(), Item: { id: { S: id }, ...attributes } });
  const ids = async () => {
    const { Items } = await cloud.dynamodb.call<{ Items: { id: { S: string } }[] }>('Scan', { TableName: tableName() });
    return Items.map(({ id }) => id.S).sort();
  };

  beforeAll(async () => {
    const properties = {
      AttributeDefinitions: [
        { AttributeName: 'id', AttributeType: 'S' },
        { AttributeName: 'holder', AttributeType: 'S' },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'byHolder',
          KeySchema: [{ AttributeName: 'holder', KeyType: 'HASH' }],
          Projection: { ProjectionType: 'ALL' },
        },
      ],
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
    };
    cloud = await testCloud(
      {
        resources: {
          Table: table(properties),
          Global: {
            ...table({
              ...properties,
              TimeToLiveSpecification: undefined,
              Replicas: [{ Region: { Ref: 'AWS::Region' } }],
            }),
            Type: 'AWS::DynamoDB::GlobalTable',
          },
        },
      },
      { sweepIntervalMs: 50 },
    );
  });
  afterAll(() => cloud.stop());

  it.each(['Table', 'Global'])('has its secondary index (%s)', async (logicalId) => {
    const TableName = cloud.physicalIds[logicalId];
    await cloud.dynamodb.call('PutItem', { TableName, Item: { id: { S: 'i' }, holder: { S: 'o' } } });
    const found = await cloud.dynamodb.call('Query', {
      TableName,
      IndexName: 'byHolder',
      KeyConditionExpression: 'holder = :o',
      ExpressionAttributeValues: { ':o': { S: 'o' } },
    });
    expect(found).toMatchObject({ Count: 1 });
    await cloud.dynamodb.call('DeleteItem', { TableName, Key: { id: { S: 'i' } } });
  });

  it('counts the requests of each function, as the SDK says whose they are', async () => {
    const TableName = cloud.physicalIds.Table;
    const read = async (userAgentAppId: string) => {
      const endpoint = cloud.environment.AWS_ENDPOINT_URL_DYNAMODB ?? '';
      const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
      // A function's client finds its name in the environment.
      const client = new DynamoDBClient({ endpoint, region: 'us-east-1', credentials, userAgentAppId });
      await client.send(new GetItemCommand({ TableName, Key: { id: { S: 'any' } } }));
      client.destroy();
    };
    await read('test-One');
    await read('test-Two/PTEnv/');
    await read('test-Two-PT-NO-OP-2.36.0-PTEnv-AWS_Lambda_nodejs24.x');
    expect(await cloud.databaseRequests()).toEqual({ '': expect.any(Number), 'test-One': 1, 'test-Two': 2 });
  });

  it('loses the items whose time to live is over, and no others', async () => {
    await put('timeless', {});
    await put('mistaken', { expiresAt: { S: String(nowSeconds - 10) } });
    await put('ancient', { expiresAt: { N: '1' } });
    // More than a page of a sweep of either kind.
    const many = Array.from({ length: 250 }, (_, n) => n);
    await Promise.all(many.map((n) => put(`living-${n}`, { expiresAt: { N: String(nowSeconds + 3600) } })));
    await Promise.all(many.map((n) => put(`over-${n}`, { expiresAt: { N: String(nowSeconds - 10) } })));
    while ((await ids()).some((id) => id.startsWith('over')));
    const living = many.map((n) => `living-${n}`);
    expect(await ids()).toEqual(['ancient', 'mistaken', 'timeless', ...living].sort());
  });

  it('keeps an item whose life is prolonged between being found and being deleted', async () => {
    const TableName = cloud.physicalIds.Global ?? '';
    const putUntil = (seconds: number) =>
      cloud.dynamodb.call('PutItem', { TableName, Item: { id: { S: 'saved' }, expiresAt: { N: String(seconds) } } });
    await putUntil(nowSeconds - 10);
    const { promise: deletion, resolve: onDeletion } = Promise.withResolvers<void>();
    const sweeper = startSweeper({
      dynamodb: {
        async call<Output>(action: string, input: unknown): Promise<Output> {
          if (action === 'DeleteItem') {
            await putUntil(nowSeconds + 3600);
            onDeletion();
          }
          return cloud.dynamodb.call<Output>(action, input);
        },
      },
      tableName: TableName,
      attribute: 'expiresAt',
      keyNames: ['id'],
      intervalMs: 1,
      aheadMs: 0,
    });
    await deletion;
    await sweeper.stop();
    expect(await cloud.dynamodb.call('GetItem', { TableName, Key: { id: { S: 'saved' } } })).toHaveProperty('Item');
  });
});
