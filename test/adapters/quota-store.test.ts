import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { quotaStore } from '../../adapters/quota-store.ts';
import { plusMs } from '../../core/time.ts';
import { inMemoryQuotaStore } from '../support/in-memory-quota-store.ts';
import { anId, requestedAt } from '../support/rides.ts';
import { startTestDynamo, type TestDynamo, tableOf } from '../support/test-dynamo.ts';

let dynamo: TestDynamo;
beforeAll(async () => {
  dynamo = await startTestDynamo();
});
afterAll(() => dynamo.stop());

const aUse = (riderId: string, window = requestedAt) => ({ riderId, window, limit: 5, expiresAt: 4_102_444_800 });

const open = () => quotaStore(dynamo.client, tableOf('quotas'));

describe.each([
  ['in memory', () => inMemoryQuotaStore()],
  ['in DynamoDB', open],
] as const)('quotas %s', (_, openStore) => {
  it('can be used up', async () => {
    const quotas = openStore();
    const use = aUse(anId('rider'));
    for (let taken = 0; taken < 5; taken += 1) expect(await quotas.take(use)).toBe(true);
    expect(await quotas.take(use)).toBe(false);
    expect(await quotas.take(use)).toBe(false);
  });

  it('are not overdrawn by 40 who take at once', async () => {
    const quotas = openStore();
    const use = aUse(anId('rider'));
    const taken = await Promise.all(Array.from({ length: 40 }, () => quotas.take(use)));
    expect(taken.filter(Boolean)).toHaveLength(5);
  });

  it('are a rider’s own, and a window’s own', async () => {
    const quotas = openStore();
    const riderId = anId('rider');
    for (let taken = 0; taken < 5; taken += 1) await quotas.take(aUse(riderId));
    expect(await quotas.take(aUse(anId('rider')))).toBe(true);
    expect(await quotas.take(aUse(riderId, plusMs(requestedAt, 60_000)))).toBe(true);
    expect(await quotas.take(aUse(riderId))).toBe(false);
  });

  it('go by the limit of whoever asks: one that was raised lets more through', async () => {
    const quotas = openStore();
    const use = aUse(anId('rider'));
    for (let taken = 0; taken < 5; taken += 1) await quotas.take(use);
    expect(await quotas.take({ ...use, limit: 6 })).toBe(true);
    expect(await quotas.take({ ...use, limit: 1 })).toBe(false);
  });
});

describe('a quota in DynamoDB', () => {
  it('is a count that expires, and a refusal leaves it as it is', async () => {
    const quotas = open();
    const use = aUse(anId('rider'));
    for (let taken = 0; taken < 7; taken += 1) await quotas.take(use);
    const { riderId, window, expiresAt } = use;
    const { Item } = await dynamo.client.send(
      new GetCommand({ TableName: tableOf('quotas'), Key: { riderId, window } }),
    );
    expect(Item).toEqual({ riderId, window, expiresAt, asked: 5 });
  });
});
