import { WebhookFailedError, WebhookRefusedError } from './errors.ts';
import { isAbout } from './message-identity.ts';
import type { RideEvent } from './messages.ts';
import type { RideStore, WebhookPlaces, WebhookReceiver, WebhookSender } from './ports.ts';
import type { Ride } from './ride.ts';
import { rideView } from './ride-view.ts';
import { type Clock, epochSeconds, nowOf } from './time.ts';
import { longestShortWaitSeconds, placesToWait, takeAll } from './webhook-places.ts';

export interface WebhookPorts {
  readonly rides: Pick<RideStore, 'get'>;
  readonly webhooks: WebhookSender;
  readonly places: WebhookPlaces;
  readonly clock: Clock;
}

/**
 * How a webhook ended. `not_wanted`: the ride has no URL to call, or is gone; `gone`: the receiver unsubscribes (410);
 * `refused`: the URL leads to a forbidden address; `undelivered`: the receiver accepted it in none of its attempts.
 */
export type WebhookEnd =
  | { readonly outcome: 'not_wanted' | 'delivered' | 'gone' }
  | { readonly outcome: 'refused' | 'undelivered'; readonly reason: string };

/**
 * Sends an event to the rider's own service, if the ride names one. Every reaction of a receiver ends in an outcome, so that
 * dead letters, which raise an alarm, are only this stack's own failures.
 *
 * @param waitSeconds how long the webhook is to wait for its next attempt; undefined when this is its last
 * @throws WebhookFailedError when the receiver is to be retried: on any answer but 2xx and 410, redirects included, and on
 *   none. Any other error is a failure of this stack.
 */
export async function deliverWebhook(
  ports: WebhookPorts,
  event: RideEvent,
  waitSeconds: number | undefined,
): Promise<WebhookEnd> {
  const ride = await ports.rides.get(event.rideId, 'latest');
  if (!isAbout(event, ride) || ride.request.webhookUrl === undefined) return { outcome: 'not_wanted' };
  const receiver = { url: ride.request.webhookUrl, riderId: ride.riderId };
  try {
    return endOf(await ports.webhooks.post(receiver, messageOf(event, ride)));
  } catch (error) {
    if (error instanceof WebhookRefusedError) return { outcome: 'refused', reason: error.message };
    if (!(error instanceof WebhookFailedError)) throw error;
    if (await mayWait(ports, receiver, error, waitSeconds)) throw error;
    return { outcome: 'undelivered', reason: error.fault };
  }
}

function endOf(status: number): WebhookEnd {
  if (status >= 200 && status < 300) return { outcome: 'delivered' };
  if (status === 410) return { outcome: 'gone' };
  throw new WebhookFailedError(`answered ${status}`);
}

async function mayWait(
  ports: WebhookPorts,
  receiver: WebhookReceiver,
  { leadsNowhere }: WebhookFailedError,
  waitSeconds: number | undefined,
): Promise<boolean> {
  if (waitSeconds === undefined || (leadsNowhere && waitSeconds > longestShortWaitSeconds)) return false;
  return takeAll(ports.places, placesToWait(receiver, waitSeconds, nowOf(ports)));
}

/**
 * The same event of the same ride has the same id, so that the receiver can drop duplicates; and no other ride has it, as one of
 * the same id was requested at another time.
 */
function messageOf({ rideId, type, occurredAt }: RideEvent, ride: Ride) {
  return {
    id: `${rideId}_${epochSeconds(ride.requestedAt)}_${type.replace('ride.', '')}`,
    body: JSON.stringify({ type, timestamp: occurredAt, data: rideView(ride) }),
  };
}
