import { dynamo, ses } from '../../adapters/clients.ts';
import { environment } from '../../adapters/environment.ts';
import { clock } from '../../adapters/lambda/process-effects.ts';
import { subscriberHandler } from '../../adapters/lambda/subscriber-handler.ts';
import { receiptStore } from '../../adapters/receipt-store.ts';
import { rideStore } from '../../adapters/ride-store.ts';
import { sesMailer } from '../../adapters/ses-mailer.ts';
import { stores, variables } from '../../core/names.ts';
import { sendReceipt } from '../../core/send-receipt.ts';

const [rides, receipts, sender] = environment(
  stores.rides.environment,
  stores.receipts.environment,
  variables.receiptSender,
);

const ports = {
  rides: rideStore(dynamo(), rides, clock),
  receipts: receiptStore(dynamo(), receipts),
  mailer: sesMailer(ses(), sender),
  clock,
};

/** Sends the receipt of a confirmed ride to a rider who wants one. The ride goes on whether or not that succeeds. */
export const handler = subscriberHandler(async (event, { messageId }) => {
  const outcome = await sendReceipt(ports, event, messageId);
  return outcome === 'not_wanted' ? undefined : { outcome };
});
