import { type RideItem, rideOf } from '../../adapters/ride-items.ts';
import type { RideEvent } from '../../core/messages.ts';
import type { Ride } from '../../core/ride.ts';
import type { Delivery } from './deliveries.ts';
import type { Lag } from './metronome.ts';
import type { OwnMoment } from './own-clock.ts';
import type { QueueDepth } from './queues.ts';
import type { Promised } from './rider.ts';
import type { Services } from './services.ts';
import type { Sightings } from './sightings.ts';

export interface DriverItem {
  readonly driverId: string;
  readonly heldBy?: string;
  /** When that ride was requested. */
  readonly heldSince?: string;
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

/** A ride's record: the ride, and its end as the record names it. */
export type RideRecord = Omit<Ride, 'settledAt' | 'completedAt' | 'cancelledAt'> &
  Pick<RideItem, 'completedAt' | 'endedAt'>;

export function recordOf(item: RideItem): RideRecord {
  const { settledAt, completedAt, cancelledAt, ...same } = rideOf(item);
  const { completedAt: settled, endedAt } = item;
  return { ...same, ...(settled && { completedAt: settled }), ...(endedAt && { endedAt }) };
}

/** What the stores hold. */
export interface Stored {
  readonly rides: readonly RideRecord[];
  readonly drivers: readonly DriverItem[];
  readonly demand: readonly DemandItem[];
}

/** All that the invariants are checked on: what is stored, what was announced, what riders were told and what was seen on the way. */
export interface Evidence
  extends Stored,
    Pick<Sightings, 'disturbed' | 'deadlineDueAt' | 'deadlineLooks' | 'deadlineHangs' | 'ends'> {
  /** When it was gathered. */
  readonly at: string;
  /** The rides as they were before dead letters were redriven. */
  readonly ridesBeforeRedrive: readonly RideRecord[];
  /** How many dead letters were redriven. */
  readonly redriven: number;
  /** What was stored before messages were sent again with the clock days ahead; undefined when that was not done. */
  readonly beforeLater: Stored | undefined;
  /** How many messages that were. */
  readonly sentLater: number;
  readonly eventsBeforeRedrive: readonly RideEvent[];
  /** All of them. */
  readonly events: readonly RideEvent[];
  /** What queues have handed to functions before anything was redriven. */
  readonly deliveries: readonly Delivery[];
  /** When invocations of the API's function ended without an answer: epoch milliseconds. */
  readonly apiDeaths: readonly number[];
  readonly lags: readonly Lag[];
  readonly ownTime: readonly OwnMoment[];
  readonly promised: readonly Promised[];
  /** What the harness itself was told when it cancelled rides. */
  readonly cancelled: Promised['answers'];
  readonly queues: readonly QueueDepth[];
}

export async function storedIn({ itemsOf }: Services): Promise<Stored> {
  const [rides, drivers, demand] = await Promise.all([
    itemsOf<RideItem>('RidesTableName'),
    itemsOf<DriverItem>('DriversTableName'),
    itemsOf<DemandItem>('DemandTableName'),
  ]);
  return { rides: rides.map(recordOf), drivers, demand };
}
