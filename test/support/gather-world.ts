import { type GatherPorts, gather } from '../../core/gather.ts';
import type { GatherMessage, RideEvent } from '../../core/messages.ts';
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
import { type InMemoryRideStore, inMemoryRideStore } from './in-memory-ride-store.ts';
import { type ManualClock, manualClock } from './manual-clock.ts';
import { leaseUntil, pickup, requestedAt } from './rides.ts';

/** A ride, its driver, and everything that a gather works with. */
export interface GatherWorld {
  readonly rides: InMemoryRideStore;
  readonly drivers: InMemoryDriverStore;
  readonly events: InMemoryRideEvents;
  readonly gatherQueue: InMemoryGatherQueue;
  readonly time: ManualClock;
  readonly ports: GatherPorts;
  /** Gathers messages of the ride, as one delivery. */
  deliver(...messages: readonly GatherMessage[]): Promise<void>;
  ride(): Promise<Ride>;
}

/** A world with one ride whose driver, driver-1, is leased to it. */
export async function gatherWorld(ride: Ride, now: Instant = requestedAt): Promise<GatherWorld> {
  const rides = inMemoryRideStore(ride);
  const drivers = inMemoryDriverStore();
  await report(drivers, 'driver-1', pickup, { now });
  await lease(drivers, 'driver-1', ride, { now });
  const events = inMemoryRideEvents();
  const gatherQueue = inMemoryGatherQueue();
  const time = manualClock(now);
  const ports: GatherPorts = { rides, drivers, events, gatherQueue, clock: time.clock };
  return {
    rides,
    drivers,
    events,
    gatherQueue,
    time,
    ports,
    deliver: (...messages) => gather(ports, ride.rideId, messages),
    ride: async () => (await rides.get(ride.rideId)) as Ride,
  };
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

/** The lease of driver-1 ends, the driver reports again, and another ride, ride-2, takes them. */
export async function loseDriver({ drivers }: Pick<GatherWorld, 'drivers'>): Promise<void> {
  const later = plusMs(leaseUntil, 1);
  await report(drivers, 'driver-1', pickup, { now: later });
  await lease(drivers, 'driver-1', aHolder('ride-2'), { now: later, until: plusMs(later, 40_000) });
}
