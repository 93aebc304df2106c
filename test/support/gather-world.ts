import { type GatherPorts, gather } from '../../core/gather.ts';
import type { GatherMessage, RideEvent } from '../../core/messages.ts';
import type { Ride } from '../../core/ride.ts';
import { subscribers } from '../../core/subscribers.ts';
import type { Instant } from '../../core/time.ts';
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
  await drivers.report('driver-1', { position: pickup, product: 'standard', onShift: true }, now);
  await drivers.reserve('driver-1', ride.rideId, now, leaseUntil);
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
  { type, rideId, driverId }: RideEvent,
): Promise<void> {
  if (driverId !== undefined && releasing.includes(type)) await drivers.release(driverId, rideId);
}
