import type { GatherMessage, RideEvent, RideRequested } from '../../core/messages.ts';
import type { GatherQueue, RideEventPublisher, RideRequestedPublisher } from '../../core/ports.ts';

/** A queue that keeps what was sent to it. */
export interface InMemoryGatherQueue extends GatherQueue {
  readonly sent: readonly { readonly message: GatherMessage; readonly delaySeconds: number }[];
}

export function inMemoryGatherQueue(): InMemoryGatherQueue {
  const sent: { message: GatherMessage; delaySeconds: number }[] = [];
  return {
    sent,
    send: async (message, delaySeconds = 0) => {
      sent.push({ message, delaySeconds });
    },
  };
}

/** A topic that keeps what was published on it. */
export interface InMemoryRideEvents extends RideEventPublisher {
  readonly published: readonly RideEvent[];
}

export function inMemoryRideEvents(): InMemoryRideEvents {
  const published: RideEvent[] = [];
  return {
    published,
    publish: async (event) => {
      published.push(event);
    },
  };
}

export interface InMemoryRideRequests extends RideRequestedPublisher {
  readonly published: readonly RideRequested[];
}

export function inMemoryRideRequests(): InMemoryRideRequests {
  const published: RideRequested[] = [];
  return {
    published,
    publish: async (message) => {
      published.push(message);
    },
  };
}
