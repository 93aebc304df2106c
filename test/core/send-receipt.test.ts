import { describe, expect, it } from 'vitest';
import { ReceiptUnderWayError } from '../../core/errors.ts';
import type { Mail } from '../../core/ports.ts';
import { sendReceipt } from '../../core/send-receipt.ts';
import { plusMs } from '../../core/time.ts';
import { inMemoryReceiptStore } from '../support/in-memory-receipt-store.ts';
import { inMemoryRideStore } from '../support/in-memory-ride-store.ts';
import { manualClock } from '../support/manual-clock.ts';
import { aReceiptedRide } from '../support/receipted-ride.ts';
import { aRideEvent } from '../support/ride-events.ts';
import { aRide, requestedAt } from '../support/rides.ts';

const ride = aReceiptedRide();
const event = aRideEvent(ride.rideId);

function aWorld() {
  const mails: Mail[] = [];
  const { clock, advance } = manualClock(requestedAt);
  const send = async (mail: Mail) => {
    mails.push(mail);
  };
  return { rides: inMemoryRideStore(ride), receipts: inMemoryReceiptStore(), mailer: { send }, clock, advance, mails };
}

describe('sending a receipt', () => {
  it('sends it once, however often the message is delivered', async () => {
    const world = aWorld();
    expect(await sendReceipt(world, event, 'message-1')).toBe('sent');
    expect(await sendReceipt(world, event, 'message-1')).toBe('sent_before');
    expect(world.mails).toHaveLength(1);
  });

  it('sends it once when the event is there twice at once, and has the second look again', async () => {
    const world = aWorld();
    const both = await Promise.allSettled([
      sendReceipt(world, event, 'message-1'),
      sendReceipt(world, event, 'message-2'),
    ]);
    expect(both).toMatchObject([{ value: 'sent' }, { reason: expect.any(ReceiptUnderWayError) }]);
    expect(await sendReceipt(world, event, 'message-2')).toBe('sent_before');
    expect(world.mails).toHaveLength(1);
  });

  it('fails when the mail is not taken, and sends it at the next delivery', async () => {
    const world = aWorld();
    const refusing = { ...world, mailer: { send: () => Promise.reject(new Error('no')) } };
    await expect(sendReceipt(refusing, event, 'message-1')).rejects.toThrow('no');
    expect(await sendReceipt(world, event, 'message-1')).toBe('sent');
  });

  it('sends it again, rather than never, when it could not be marked as sent', async () => {
    const world = aWorld();
    const forgetful = { ...world.receipts, markSent: () => Promise.reject(new Error('no')) };
    await expect(sendReceipt({ ...world, receipts: forgetful }, event, 'message-1')).rejects.toThrow('no');
    expect(await sendReceipt(world, event, 'message-1')).toBe('sent');
    expect(world.mails.map(({ about }) => about)).toEqual([ride.rideId, ride.rideId]);
  });

  it('leaves a message that may still be at work half a minute', async () => {
    const world = aWorld();
    const dying = { ...world, mailer: { send: () => Promise.reject(new Error('died')) } };
    await expect(sendReceipt(dying, event, 'message-1')).rejects.toThrow('died');
    world.advance(29_999);
    await expect(sendReceipt(world, event, 'message-2')).rejects.toThrow(ReceiptUnderWayError);
  });

  it('takes over from a message that has died', async () => {
    const world = aWorld();
    const dead = { ...world, mailer: { send: () => Promise.reject(new Error('died')) } };
    await sendReceipt(dead, event, 'message-1').catch(() => {});
    await expect(sendReceipt(world, event, 'message-2')).rejects.toThrow(ReceiptUnderWayError);
    world.advance(30_001);
    expect(await sendReceipt(world, event, 'message-2')).toBe('sent');
  });

  it.each([
    ['nobody asked for', aRide({ status: 'confirmed', outcome: ride.outcome ?? expect.fail() })],
    ['of a ride that was cancelled meanwhile', aReceiptedRide({ status: 'cancelled' })],
  ])('does not send one %s', async (_which, unwanted) => {
    const world = { ...aWorld(), rides: inMemoryRideStore(unwanted) };
    expect(await sendReceipt(world, aRideEvent(unwanted.rideId), 'message-1')).toBe('not_wanted');
    expect(world.mails).toEqual([]);
  });

  it('sends one for a later ride of the same id, too, and none for the earlier one then', async () => {
    const world = aWorld();
    await sendReceipt(world, event, 'message-1');
    const later = aReceiptedRide({ rideId: ride.rideId, requestedAt: plusMs(ride.requestedAt, 86_400_000) });
    const then = { ...world, rides: inMemoryRideStore(later) };
    const again = { ...event, requestedAt: ride.requestedAt };
    expect(await sendReceipt(then, again, 'message-1')).toBe('not_wanted');
    expect(await sendReceipt(then, { ...event, requestedAt: later.requestedAt }, 'message-2')).toBe('sent');
    expect(world.mails).toHaveLength(2);
  });

  it('does not send one of a ride that is not there any more', async () => {
    expect(await sendReceipt(aWorld(), aRideEvent('ride-gone'), 'message-1')).toBe('not_wanted');
  });
});
