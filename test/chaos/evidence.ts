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
  /** Of a lease: when it ends by itself. */
  readonly leaseUntil?: string;
  /** Of a hold: when it ends if nobody ends it. */
  readonly holdUntil?: string;
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
  const [rides, drivers, demand] = await Promise.all([
    itemsOf<RideItem>('RidesTableName'),
    itemsOf<DriverItem>('DriversTableName'),
    itemsOf<DemandItem>('DemandTableName'),
  ]);
  return { rides, drivers, demand };
}
