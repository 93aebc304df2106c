import { CallbackFailedError, CallbackRefusedError } from './errors.ts';
import type { RideEvent } from './messages.ts';
import type { CallbackSender, RideStore } from './ports.ts';
import type { Ride } from './ride.ts';
import { rideView } from './ride-view.ts';

export interface CallBackPorts {
  readonly rides: Pick<RideStore, 'get'>;
  readonly callbacks: CallbackSender;
}

/**
 * How a call-back ended. `not_wanted`: the ride has no URL to call; `gone`: the receiver wants no more (410);
 * `refused`: the URL leads where no call may go.
 */
export type CalledBack =
  | { readonly outcome: 'not_wanted' | 'delivered' | 'gone' }
  | { readonly outcome: 'refused'; readonly reason: string };

/**
 * Tells the rider's own service of an event, if the ride names one. Throws when it has to be tried again: on any answer
 * but 2xx and 410, redirects included, and on none.
 *
 * A refused URL ends it without a dead letter: no retry can mend it, and whoever writes URLs could raise alarms at will.
 */
export async function callBack({ rides, callbacks }: CallBackPorts, event: RideEvent): Promise<CalledBack> {
  const ride = await rides.get(event.rideId, 'latest');
  if (ride?.request.callbackUrl === undefined) return { outcome: 'not_wanted' };
  try {
    return outcomeOf(await callbacks.post(ride.request.callbackUrl, callbackOf(event, ride)));
  } catch (error) {
    if (error instanceof CallbackRefusedError) return { outcome: 'refused', reason: error.message };
    throw error;
  }
}

function outcomeOf(status: number): CalledBack {
  if (status >= 200 && status < 300) return { outcome: 'delivered' };
  if (status === 410) return { outcome: 'gone' };
  throw new CallbackFailedError(status);
}

/** The same event of the same ride has the same id, so that the receiver can drop what comes twice. */
function callbackOf({ rideId, type, occurredAt }: RideEvent, ride: Ride) {
  return {
    id: `${rideId}_${type.replace('ride.', '')}`,
    body: JSON.stringify({ type, timestamp: occurredAt, data: rideView(ride) }),
  };
}
