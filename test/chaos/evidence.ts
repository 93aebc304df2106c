import type { RideEvent } from '../../core/messages.ts';
import type { Ride } from '../../core/ride.ts';
import type { QueueDepth } from './queues.ts';
import type { Promised } from './rider.ts';
import type { Services } from './services.ts';

/** A ride's item as the table has it: a set that is empty is absent there. */
export type RideItem = Omit<Ride, 'pending' | 'announced'> & Partial<Pick<Ride, 'pending' | 'announced'>>;

export interface DriverItem {
  readonly driverId: string;
  readonly heldBy?: string;
  /** A reservation ends at this moment; without it, it is a hold and ends by release. */
  readonly leaseUntil?: string;
}

export interface MatchItem {
  readonly rideId: string;
  readonly driverId: string;
}

export interface DemandItem {
  readonly area: string;
  /** Moment and ride. */
  readonly requested: string;
}

/** What the stores hold. */
export interface Stored {
  readonly rides: readonly RideItem[];
  readonly drivers: readonly DriverItem[];
  readonly matches: readonly MatchItem[];
  readonly demand: readonly DemandItem[];
}

/** All that the invariants are checked on: what is stored, what was announced and what riders were told. */
export interface Evidence extends Stored {
  /** When it was gathered. */
  readonly at: string;
  /** The rides as they were before dead letters were redriven. */
  readonly ridesBeforeRedrive: readonly RideItem[];
  readonly events: readonly RideEvent[];
  readonly promised: readonly Promised[];
  readonly queues: readonly QueueDepth[];
}

export async function storedIn({ itemsOf }: Services): Promise<Stored> {
  const [rides, drivers, matches, demand] = await Promise.all([
    itemsOf<RideItem>('RidesTableName'),
    itemsOf<DriverItem>('DriversTableName'),
    itemsOf<MatchItem>('MatchesTableName'),
    itemsOf<DemandItem>('DemandTableName'),
  ]);
  return { rides, drivers, matches, demand };
}
