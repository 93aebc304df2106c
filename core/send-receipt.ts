import { ReceiptUnderWayError } from './errors.ts';
import { isAbout } from './message-identity.ts';
import type { RideEvent } from './messages.ts';
import type { Mailer, ReceiptStore, RideStore } from './ports.ts';
import { receiptOf } from './receipt.ts';
import { type Clock, nowOf, plusMs } from './time.ts';

export interface SendReceiptPorts {
  readonly rides: Pick<RideStore, 'get'>;
  readonly receipts: ReceiptStore;
  readonly mailer: Mailer;
  readonly clock: Clock;
}

/** Longer than the time-out of the function that sends it. */
const claimMs = 30_000;

/**
 * Sends the receipt of a confirmed ride, if the rider wants one. It is claimed, sent, and then marked as sent, so that
 * neither a redelivery nor a duplicate event sends it twice. If this process dies between sending and marking, the
 * redelivered message sends it again: a duplicate receipt is better than none. Throws `ReceiptUnderWayError` while another
 * message has the claim, so that this one checks later whether that succeeded.
 * @param messageId of the delivered message, the same in all its deliveries
 */
export async function sendReceipt(
  ports: SendReceiptPorts,
  event: RideEvent,
  messageId: string,
): Promise<'not_wanted' | 'sent_before' | 'sent'> {
  const { rideId } = event;
  const ride = await ports.rides.get(rideId, 'latest');
  if (!isAbout(event, ride)) return 'not_wanted';
  const receipt = receiptOf(ride);
  if (!receipt) return 'not_wanted';
  const now = nowOf(ports);
  const claim = { by: messageId, now, until: plusMs(now, claimMs), expiresAt: ride.expiresAt };
  const claimed = await ports.receipts.claim(ride, claim);
  if (claimed === 'sent') return 'sent_before';
  if (claimed === 'under_way') throw new ReceiptUnderWayError(rideId);
  await ports.mailer.send(receipt);
  await ports.receipts.markSent(rideId, nowOf(ports));
  return 'sent';
}
