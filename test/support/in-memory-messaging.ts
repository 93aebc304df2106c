import type { AnnouncedEvent, GatherMessage, RideRequested } from '../../core/messages.ts';
import type { GatherQueue, RideEventPublisher, RideRequestedPublisher } from '../../core/ports.ts';
import { type Clock, type Instant, nowOf, plusMs } from '../../core/time.ts';
import { requestedAt } from './rides.ts';

/** A message that waits in a queue, and when it may be delivered. */
export interface Waiting {
  readonly message: GatherMessage;
  readonly dueAt: Instant;
}

/** A queue that keeps what was sent to it. */
export interface InMemoryGatherQueue extends GatherQueue {
  readonly sent: readonly { readonly message: GatherMessage; readonly delaySeconds: number }[];
  /** Takes the message that is due next, if that is by then. */
  take(until: Instant): Waiting | undefined;
}

/** @param clock that the delays of messages are counted by */
export function inMemoryGatherQueue(clock: Clock = () => new Date(requestedAt)): InMemoryGatherQueue {
  const sent: { message: GatherMessage; delaySeconds: number }[] = [];
  const waiting: Waiting[] = [];
  return {
    sent,
    send: async (message, delaySeconds = 0) => {
      sent.push({ message, delaySeconds });
      waiting.push({ message, dueAt: plusMs(nowOf({ clock }), Math.ceil(delaySeconds) * 1000) });
    },
    take: (until) => {
      const [next] = waiting.toSorted((one, other) => one.dueAt.localeCompare(other.dueAt));
      if (next === undefined || next.dueAt > until) return undefined;
      waiting.splice(waiting.indexOf(next), 1);
      return next;
    },
  };
}

/** A topic that keeps what was published on it. */
export interface InMemoryRideEvents extends RideEventPublisher {
  readonly published: readonly AnnouncedEvent[];
}

export function inMemoryRideEvents(): InMemoryRideEvents {
  const published: AnnouncedEvent[] = [];
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
