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
  const ride = { rideId: anId('ride'), requestedAt };
  await receipts.claim(ride, aClaim('one'));
  const send = vi.spyOn(dynamo.client, 'send');
  await receipts.claim(ride, aClaim('other'));
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
    const ride = { rideId: anId('ride'), requestedAt };
    expect(await receipts.claim(ride, aClaim('one'))).toBe('claimed');
    expect(await receipts.claim(ride, aClaim('other'))).toBe('under_way');
  });

  it('can be claimed again by the message that has them', async () => {
    const receipts = open();
    const ride = { rideId: anId('ride'), requestedAt };
    await receipts.claim(ride, aClaim('one'));
    expect(await receipts.claim(ride, aClaim('one', plusMs(requestedAt, 1_000)))).toBe('claimed');
  });

  it('can be claimed by another message when the claim is over', async () => {
    const receipts = open();
    const ride = { rideId: anId('ride'), requestedAt };
    await receipts.claim(ride, aClaim('one'));
    expect(await receipts.claim(ride, aClaim('other', plusMs(requestedAt, 30_000)))).toBe('under_way');
    expect(await receipts.claim(ride, aClaim('other', plusMs(requestedAt, 30_001)))).toBe('claimed');
    expect(await receipts.claim(ride, aClaim('one', plusMs(requestedAt, 30_002)))).toBe('under_way');
  });

  it('cannot be claimed once they were sent', async () => {
    const receipts = open();
    const ride = { rideId: anId('ride'), requestedAt };
    await receipts.claim(ride, aClaim('one'));
    await receipts.markSent(ride.rideId, requestedAt);
    expect(await receipts.claim(ride, aClaim('one'))).toBe('sent');
    expect(await receipts.claim(ride, aClaim('other', plusMs(requestedAt, 60_000)))).toBe('sent');
  });

  it('can be claimed for a later ride of the same id, and no more for the earlier one', async () => {
    const receipts = open();
    const ride = { rideId: anId('ride'), requestedAt };
    const later = { ...ride, requestedAt: plusMs(requestedAt, 86_400_000) };
    await receipts.claim(ride, aClaim('one'));
    await receipts.markSent(ride.rideId, requestedAt);
    expect(await receipts.claim(later, aClaim('other', later.requestedAt))).toBe('claimed');
    expect(await receipts.claim(ride, aClaim('one', later.requestedAt))).toBe('under_way');
    expect(await receipts.claim(later, aClaim('third', later.requestedAt))).toBe('under_way');
    await receipts.markSent(ride.rideId, later.requestedAt);
    expect(await receipts.claim(later, aClaim('other', later.requestedAt))).toBe('sent');
  });

  it('go to one of 20 messages that claim them at once', async () => {
    const receipts = open();
    const ride = { rideId: anId('ride'), requestedAt };
    const claims = Array.from({ length: 20 }, (_each, index) => receipts.claim(ride, aClaim(`message-${index}`)));
    const claimed = await Promise.all(claims);
    expect(claimed.filter((claim) => claim === 'claimed')).toHaveLength(1);
  });
});
