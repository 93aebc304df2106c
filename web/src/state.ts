import { signal } from '@preact/signals';
import type { Batches, City, ConsoleConfig, Place, Snapshot } from '../../cli/console/protocol.ts';

/** What the page knows of the stack. */
export const config = signal<ConsoleConfig | undefined>(undefined);

/** `away`: the stack does not answer, and is polled. */
export const connection = signal<'connecting' | 'live' | 'away'>('connecting');

export const snapshot = signal<Snapshot | undefined>(undefined);

/** The outcomes of the rides that this page keeps, by batch. */
export const batches = signal<Batches>({});

/** The recent rate at which each lane's queue delivered messages to its function, per second, by the lane's name. */
export const rates = signal<Readonly<Record<string, number>>>({});

export const city = signal<City | undefined>(undefined);

/** The trip of the next ride. */
export const trip = signal<{ readonly pickup: Place; readonly dropoff: Place }>({
  pickup: { lat: 0, lng: 0 },
  dropoff: { lat: 0, lng: 0 },
});

/** The assigned driver, and where they are going. */
export const matched = signal<{ readonly driverId: string; readonly pickup: Place } | undefined>(undefined);

/** A ride that this page has requested, and its driver where it has one. */
export interface RecentRide {
  readonly rideId: string;
  readonly label: string;
  readonly driverId?: string | undefined;
}

/** The latest first. */
export const recentRides = signal<readonly RecentRide[]>([]);

/** The ride whose trace is shown. */
export const tracedRide = signal('');

/** Adds a ride to the list from which traces are chosen. */
export function remember(ride: RecentRide): void {
  const others = recentRides.value.filter(({ rideId }) => rideId !== ride.rideId);
  recentRides.value = [ride, ...others].slice(0, 6);
}
