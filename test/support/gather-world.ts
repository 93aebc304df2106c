import { type DeliverAnswerPorts, deliverAnswer, wakeAggregator } from '../../core/deliver-answer.ts';
import type { EndRidePorts } from '../../core/end-ride.ts';
import { type GatherPorts, gather } from '../../core/gather.ts';
import type { BranchResult, GatherMessage, RideEvent, RideRequested } from '../../core/messages.ts';
import { requestedMessage } from '../../core/request-ride.ts';
import type { Ride } from '../../core/ride.ts';
import { subscribers } from '../../core/subscribers.ts';
import { type Instant, plusMs } from '../../core/time.ts';
import { aHolder, lease, report } from './drivers.ts';
import { type InMemoryDriverStore, inMemoryDriverStore } from './in-memory-driver-store.ts';
import {
  type InMemoryGatherQueue,
  type InMemoryRideEvents,
  inMemoryGatherQueue,
  inMemoryRideEvents,
} from './in-memory-messaging.ts';
import { type InMemoryRideStore, inMemoryRideStoreAt } from './in-memory-ride-store.ts';
import { type ManualClock, manualClock } from './manual-clock.ts';
import { leaseUntil, pickup, requestedAt } from './rides.ts';

/** Days that records are kept in these worlds. */
export const retentionDays = 30;

/** A ride, its driver, and everything that branches, gather and callers work with. */
export interface GatherWorld {
  readonly rides: InMemoryRideStore;
  readonly drivers: InMemoryDriverStore;
  readonly events: InMemoryRideEvents;
  readonly gatherQueue: InMemoryGatherQueue;
  readonly time: ManualClock;
  readonly ports: GatherPorts;
  readonly branchPorts: DeliverAnswerPorts;
  readonly endPorts: EndRidePorts;
  /** What the branches were told of the ride. */
  readonly asked: RideRequested;
  /** Has branches answer, one after the other, each as the first delivery of its message does. */
  answer(...results: readonly BranchResult[]): Promise<void>;
  /** Gathers messages of the ride, as one delivery. */
  deliver(...messages: readonly GatherMessage[]): Promise<void>;
  /** Gathers what was sent to the queue, each message when it is due, until nothing is left that is due by then. */
  drain(until?: Instant): Promise<void>;
  ride(): Promise<Ride>;
  /** The types of what was announced, in order. */
  announced(): string[];
}

/** A world with one ride whose driver, driver-1, is leased to it. */
export async function gatherWorld(ride: Ride, now: Instant = requestedAt): Promise<GatherWorld> {
  const time = manualClock(now);
  const { clock } = time;
  const rides = inMemoryRideStoreAt(clock, ride);
  const drivers = inMemoryDriverStore();
  await report(drivers, 'driver-1', pickup, { now });
  await lease(drivers, 'driver-1', ride, { now });
  const events = inMemoryRideEvents();
  const gatherQueue = inMemoryGatherQueue(clock);
  const ports: GatherPorts = { rides, drivers, events, gatherQueue, clock, retentionDays };
  const branchPorts: DeliverAnswerPorts = { answers: rides.answers, gatherQueue, clock };
  let calls = 0;
  const randomId = () => {
    calls += 1;
    return `call-${calls}`;
  };
  const asked = requestedMessage({ clock }, ride);
  return {
    rides,
    drivers,
    events,
    gatherQueue,
    time,
    ports,
    branchPorts,
    endPorts: { rides, gatherQueue, clock, randomId, retentionDays },
    asked,
    answer: async (...results) => {
      for (const result of results) await deliverAnswer(branchPorts, asked, ofRide(result, ride), needOf(ride, result));
    },
    deliver: (...messages) =>
      gather(
        ports,
        ride.rideId,
        messages.map((message) => ofRide(message, ride)),
      ),
    drain: async (until = time.now()) => {
      for (let next = gatherQueue.take(until); next; next = gatherQueue.take(until)) {
        if (next.dueAt > time.now()) time.set(next.dueAt);
        await gather(ports, ride.rideId, [next.message]);
      }
      if (until > time.now()) time.set(until);
    },
    ride: async () => rides.item(ride.rideId) as Ride,
    announced: () => events.published.map(({ type }) => type),
  };
}

/** The message of the ride: those of tests are of any. */
const ofRide = <Message extends GatherMessage>(message: Message, { rideId }: Ride): Message => ({ ...message, rideId });

export const needOf = ({ expects }: Pick<Ride, 'expects'>, { branch }: Pick<BranchResult, 'branch'>) =>
  expects[branch] ?? 'optional';

/**
 * What a branch's handler does with an answer in the given delivery of its message: from the second one on it begins with
 * what the ride has kept.
 */
export async function answerIn(
  attempt: number,
  ports: DeliverAnswerPorts,
  ride: RideRequested,
  result: BranchResult,
): Promise<void> {
  const need = ride.expects?.[result.branch] ?? 'optional';
  const found = attempt > 1 ? await ports.answers.find(ride, result.branch) : undefined;
  if (found) await wakeAggregator(ports, ride, found, need);
  else await deliverAnswer(ports, ride, result, need);
}

const releasing = subscribers.find(({ name }) => name === 'release-driver')?.events ?? [];

/** What the release-driver subscriber does with an event. */
export async function releaseDriver(
  drivers: InMemoryDriverStore,
  { type, rideId, requestedAt, driverId }: RideEvent,
): Promise<void> {
  if (driverId === undefined || !releasing.includes(type)) return;
  await drivers.release(driverId, { rideId, ...(requestedAt && { requestedAt }) });
}

/** The subscriber hears of all that was announced. */
export async function releaseAll({ drivers, events }: Pick<GatherWorld, 'drivers' | 'events'>): Promise<void> {
  for (const event of events.published) await releaseDriver(drivers, event);
}

/** The lease of driver-1 ends, the driver reports again, and another ride, ride-2, takes them. */
export async function loseDriver({ drivers }: Pick<GatherWorld, 'drivers'>): Promise<void> {
  const later = plusMs(leaseUntil, 1);
  await report(drivers, 'driver-1', pickup, { now: later });
  await lease(drivers, 'driver-1', aHolder('ride-2'), { now: later, until: plusMs(later, 40_000) });
}
