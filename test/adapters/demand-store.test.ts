import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demandStore } from '../../adapters/demand-store.ts';
import { epochSeconds, plusMs } from '../../core/time.ts';
import { inMemoryDemandStore } from '../support/in-memory-demand-store.ts';
import { anId, requestedAt } from '../support/rides.ts';
import { startTestDynamo, type TestDynamo, tableOf } from '../support/test-dynamo.ts';

let dynamo: TestDynamo;
beforeAll(async () => {
  dynamo = await startTestDynamo();
});
afterAll(() => dynamo.stop());

it('demand in DynamoDB goes by itself, an hour after the price has looked at it', async () => {
  const area = anId('area');
  await demandStore(dynamo.client, tableOf('demand')).add(area, 'ride-1', requestedAt);
  const { Items } = await dynamo.client.send(
    new QueryCommand({
      TableName: tableOf('demand'),
      KeyConditionExpression: 'area = :area',
      ExpressionAttributeValues: { ':area': area },
    }),
  );
  expect(Items).toMatchObject([{ expiresAt: epochSeconds(requestedAt) + 3_600 }]);
});

describe.each([
  ['in memory', () => inMemoryDemandStore()],
  ['in DynamoDB', () => demandStore(dynamo.client, tableOf('demand'))],
] as const)('demand %s', (_, open) => {
  it('counts nothing where nothing was asked for', async () => {
    expect(await open().countSince(anId('area'), requestedAt, 100)).toBe(0);
  });

  it('counts a ride once, however often and concurrently it is added', async () => {
    const demand = open();
    const area = anId('area');
    await Promise.all(Array.from({ length: 20 }, () => demand.add(area, 'ride-1', requestedAt)));
    expect(await demand.countSince(area, requestedAt, 100)).toBe(1);
  });

  it('counts rides of one moment apart', async () => {
    const demand = open();
    const area = anId('area');
    await Promise.all(['ride-1', 'ride-2', 'ride-3'].map((rideId) => demand.add(area, rideId, requestedAt)));
    expect(await demand.countSince(area, requestedAt, 100)).toBe(3);
  });

  it('counts from a moment on, that moment included', async () => {
    const demand = open();
    const area = anId('area');
    await demand.add(area, 'ride-1', plusMs(requestedAt, -1));
    await demand.add(area, 'ride-2', requestedAt);
    await demand.add(area, 'ride-3', plusMs(requestedAt, 1));
    expect(await demand.countSince(area, requestedAt, 100)).toBe(2);
  });

  it('counts each area apart', async () => {
    const demand = open();
    const [here, there] = [anId('area'), anId('area')];
    await demand.add(here, 'ride-1', requestedAt);
    await demand.add(there, 'ride-1', requestedAt);
    expect(await demand.countSince(here, requestedAt, 100)).toBe(1);
  });

  it('counts no further than it is asked to', async () => {
    const demand = open();
    const area = anId('area');
    await Promise.all(Array.from({ length: 12 }, (_each, index) => demand.add(area, `ride-${index}`, requestedAt)));
    expect(await demand.countSince(area, requestedAt, 5)).toBe(5);
  });
});
