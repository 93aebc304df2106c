import { signal } from '@preact/signals';
import type { Batches, City, ConsoleConfig, Place, Snapshot } from '../../cli/console/protocol.ts';

/** What the page knows of the stack. */
export const config = signal<ConsoleConfig | undefined>(undefined);

/** `away`: the stack does not answer, and is asked again. */
export const connection = signal<'connecting' | 'live' | 'away'>('connecting');

export const snapshot = signal<Snapshot | undefined>(undefined);

/** What has become of the rides that this page keeps, by batch. */
export const batches = signal<Batches>({});

/** Messages a second that each lane has handed to its function lately, by the lane's name. */
export const rates = signal<Readonly<Record<string, number>>>({});

export const city = signal<City | undefined>(undefined);

/** Where the next ride goes. */
export const trip = signal<{ readonly pickup: Place; readonly dropoff: Place }>({
  pickup: { lat: 0, lng: 0 },
  dropoff: { lat: 0, lng: 0 },
});

/** The driver who comes, and to where. */
export const matched = signal<{ readonly driverId: string; readonly pickup: Place } | undefined>(undefined);

/** A ride that this page has asked for, and its driver where it has one. */
export interface RecentRide {
  readonly rideId: string;
  readonly label: string;
  readonly driverId?: string | undefined;
}

/** The latest first. */
export const recentRides = signal<readonly RecentRide[]>([]);

/** The ride whose trace is shown. */
export const tracedRide = signal('');

/** Remembers a ride for the list that traces are chosen from. */
export function remember(ride: RecentRide): void {
  const others = recentRides.value.filter(({ rideId }) => rideId !== ride.rideId);
  recentRides.value = [ride, ...others].slice(0, 6);
}
