import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { receiptStore } from '../../adapters/receipt-store.ts';
import { type Instant, plusMs } from '../../core/time.ts';
import { inMemoryReceiptStore } from '../support/in-memory-receipt-store.ts';
import { anId, requestedAt } from '../support/rides.ts';
import { startTestDynamo, type TestDynamo, tableOf } from '../support/test-dynamo.ts';

let dynamo: TestDynamo;
beforeAll(async () => {
  dynamo = await startTestDynamo();
});
afterAll(() => dynamo.stop());

/** A claim of half a minute. */
const aClaim = (by: string, now: Instant = requestedAt) => ({
  by,
  now,
  until: plusMs(now, 30_000),
  expiresAt: 4_102_444_800,
});

it('whether a receipt was sent is read as it was last written', async () => {
  const receipts = receiptStore(dynamo.client, tableOf('receipts'));
  const rideId = anId('ride');
  await receipts.claim(rideId, aClaim('one'));
  const send = vi.spyOn(dynamo.client, 'send');
  await receipts.claim(rideId, aClaim('other'));
  const [, read] = send.mock.calls.map(([command]) => command.input);
  send.mockRestore();
  expect(read).toMatchObject({ ConsistentRead: true });
});

describe.each([
  ['in memory', () => inMemoryReceiptStore()],
  ['in DynamoDB', () => receiptStore(dynamo.client, tableOf('receipts'))],
] as const)('receipts %s', (_, open) => {
  it('can be claimed by one message', async () => {
    const receipts = open();
    const rideId = anId('ride');
    expect(await receipts.claim(rideId, aClaim('one'))).toBe('claimed');
    expect(await receipts.claim(rideId, aClaim('other'))).toBe('under_way');
  });

  it('can be claimed again by the message that has them', async () => {
    const receipts = open();
    const rideId = anId('ride');
    await receipts.claim(rideId, aClaim('one'));
    expect(await receipts.claim(rideId, aClaim('one', plusMs(requestedAt, 1_000)))).toBe('claimed');
  });

  it('can be claimed by another message when the claim is over', async () => {
    const receipts = open();
    const rideId = anId('ride');
    await receipts.claim(rideId, aClaim('one'));
    expect(await receipts.claim(rideId, aClaim('other', plusMs(requestedAt, 30_000)))).toBe('under_way');
    expect(await receipts.claim(rideId, aClaim('other', plusMs(requestedAt, 30_001)))).toBe('claimed');
    expect(await receipts.claim(rideId, aClaim('one', plusMs(requestedAt, 30_002)))).toBe('under_way');
  });

  it('cannot be claimed once they were sent', async () => {
    const receipts = open();
    const rideId = anId('ride');
    await receipts.claim(rideId, aClaim('one'));
    await receipts.markSent(rideId, requestedAt);
    expect(await receipts.claim(rideId, aClaim('one'))).toBe('sent');
    expect(await receipts.claim(rideId, aClaim('other', plusMs(requestedAt, 60_000)))).toBe('sent');
  });

  it('go to one of 20 messages that claim them at once', async () => {
    const receipts = open();
    const rideId = anId('ride');
    const claims = Array.from({ length: 20 }, (_each, index) => receipts.claim(rideId, aClaim(`message-${index}`)));
    const claimed = await Promise.all(claims);
    expect(claimed.filter((claim) => claim === 'claimed')).toHaveLength(1);
  });
});
