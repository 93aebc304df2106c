import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { webhookPlaces } from '../../../adapters/webhook/webhook-places.ts';
import { inMemoryWebhookPlaces } from '../../support/in-memory-webhook-places.ts';
import { anId } from '../../support/rides.ts';
import { startTestDynamo, type TestDynamo, tableOf } from '../../support/test-dynamo.ts';

let dynamo: TestDynamo;
beforeAll(async () => {
  dynamo = await startTestDynamo();
});
afterAll(() => dynamo.stop());

const aPlace = (holder = anId('rider')) => ({ holder, window: 'w 1', limit: 5, expiresAt: 4_102_444_800 });

const open = (now?: () => number) => webhookPlaces(dynamo.client, tableOf('webhooks'), now);

describe.each([
  ['in memory', () => inMemoryWebhookPlaces()],
  ['in DynamoDB', () => open()],
] as const)('places %s', (_, openStore) => {
  it('are taken by no more than there are, of 40 who ask at once, and known to be', async () => {
    const store = openStore();
    const place = aPlace();
    expect(store.areTaken(place)).toBe(false);
    const taken = await Promise.all(Array.from({ length: 40 }, () => store.take(place)));
    expect(taken.filter(Boolean)).toHaveLength(5);
    expect(store.areTaken(place)).toBe(true);
  });

  it('are given back, and no more of them than were taken', async () => {
    const store = openStore();
    const place = { ...aPlace(), limit: 1 };
    await store.giveBack(place);
    expect(await store.take(place)).toBe(true);
    await store.giveBack(place);
    await store.giveBack(place);
    expect(await store.take(place)).toBe(true);
    expect(await store.take(place)).toBe(false);
  });

  it("are a holder's own, and a window's own", async () => {
    const store = openStore();
    const place = { ...aPlace(), limit: 1 };
    await store.take(place);
    expect(await store.take({ ...place, window: 'w 2' })).toBe(true);
    expect(await store.take({ ...place, holder: anId('rider') })).toBe(true);
    expect(await store.take(place)).toBe(false);
    expect(store.areTaken({ ...place, window: 'w 2' })).toBe(false);
  });
});

describe('places in DynamoDB', () => {
  it('are a count that expires', async () => {
    const place = aPlace();
    const store = open();
    for (let taken = 0; taken < 7; taken += 1) await store.take(place);
    const { holder, window, expiresAt } = place;
    const { Item } = await dynamo.client.send(
      new GetCommand({ TableName: tableOf('webhooks'), Key: { holder, window } }),
    );
    expect(Item).toEqual({ holder, window, expiresAt, taken: 5 });
  });

  it('are asked for again after a while, and are shared by processes', async () => {
    let ms = 0;
    const place = { ...aPlace(), limit: 1 };
    const [one, other] = [open(() => ms), open()];
    await other.take(place);
    expect(await one.take(place)).toBe(false);
    ms = 9_999;
    expect(one.areTaken(place)).toBe(true);
    ms = 10_000;
    expect(one.areTaken(place)).toBe(false);
    await other.giveBack(place);
    expect(await one.take(place)).toBe(true);
  });

  it('are remembered side by side, and forgotten when they would be asked for again', async () => {
    let ms = 0;
    const store = open(() => ms);
    const named = (holder: string) => ({ ...aPlace(holder), window: anId('w'), limit: 1 });
    const [one, other, later] = [named('host one'), named('host other'), named('host later')];
    const set = vi.spyOn(Map.prototype, 'set');
    const remembered = () =>
      set.mock.contexts.find((_, call) => String(set.mock.calls[call]?.[0]).startsWith('host ')) as Map<string, number>;
    try {
      for (const place of [one, other]) {
        await store.take(place);
        expect(await store.take(place)).toBe(false);
      }
      expect([one, other].map(store.areTaken)).toEqual([true, true]);
      expect(remembered().size).toBe(2);
      ms = 10_000;
      await store.take(later);
      expect(await store.take(later)).toBe(false);
      expect([...remembered().keys()]).toEqual([`host later ${later.window}`]);
    } finally {
      set.mockRestore();
    }
  });
});
