import { dynamo, secretsManager } from '../../adapters/clients.ts';
import { environment } from '../../adapters/environment.ts';
import { count } from '../../adapters/lambda/metric-lines.ts';
import { clock } from '../../adapters/lambda/process-effects.ts';
import { type EventHandler, subscriberHandler } from '../../adapters/lambda/subscriber-handler.ts';
import { rideStore } from '../../adapters/ride-store.ts';
import { patience } from '../../adapters/webhook/patience.ts';
import { signingSecrets } from '../../adapters/webhook/signing-secrets.ts';
import { webhookPlaces } from '../../adapters/webhook/webhook-places.ts';
import { webhookSender } from '../../adapters/webhook/webhook-sender.ts';
import { SigningSecretError, WebhookFailedError } from '../../core/errors.ts';
import { metricNames } from '../../core/metrics.ts';
import { stores, variables } from '../../core/names.ts';
import { retrySchedule } from '../../core/retry-schedule.ts';
import { deliverWebhook } from '../../core/webhook.ts';

const [rides, webhooks, secretArn, loopbackWebhooks, retryDelaysSeconds] = environment(
  stores.rides.environment,
  stores.webhooks.environment,
  variables.webhookSecret,
  variables.loopbackWebhooks,
  variables.retryDelaysSeconds,
);

const places = webhookPlaces(dynamo(), webhooks);

const ports = {
  rides: rideStore(dynamo(), rides, clock),
  webhooks: webhookSender({
    signers: signingSecrets(secretsManager(), secretArn),
    patience: patience({ places, clock }),
    loopbackAllowed: loopbackWebhooks === 'on',
    clock,
  }),
  places,
  clock,
};

const delaysSeconds: readonly number[] = JSON.parse(retryDelaysSeconds);

/** A failure of our own is fixed or becomes a dead letter within the hour, and is not hidden for half a day. */
const ownLongestDelaySeconds = 900;
const afterReceivers = retrySchedule(delaysSeconds, Math.random);
const afterOurs = retrySchedule(
  delaysSeconds.map((seconds) => Math.min(seconds, ownLongestDelaySeconds)),
  Math.random,
);

/** Notifies a rider's own service of a ride's event. The URL, and why it may not be called, is not logged. */
const tell: EventHandler = async (event, { attempt }) => {
  const end = await deliverWebhook(ports, event, delaysSeconds[attempt - 1]).catch(countingUnsigned);
  if (end.outcome === 'not_wanted') return undefined;
  count(metricNames.webhooks[end.outcome]);
  if (end.outcome === 'delivered') return end;
  return end.outcome === 'undelivered' ? { ...end, level: 'warn' } : { outcome: end.outcome, level: 'warn' };
};

function countingUnsigned(error: unknown): never {
  if (error instanceof SigningSecretError) count(metricNames.webhooksUnsigned);
  throw error;
}

export const handler = subscriberHandler(tell, (attempt, error) =>
  (error instanceof WebhookFailedError ? afterReceivers : afterOurs)(attempt),
);
