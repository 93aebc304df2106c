import { stores } from '../../core/names.ts';
import { median } from '../support/percentiles.ts';
import type { Crowd } from './shapes.ts';

/** The inspected fields of a ride's record. */
export interface RideItem {
  readonly rideId: string;
  readonly riderId: string;
  readonly status: string;
  readonly outcome?: { readonly driver: { readonly driverId: string } };
}

/** The inspected fields of a driver's item. A driver with `leaseUntil` is leased, one without is held. */
export interface DriverItem {
  readonly driverId: string;
  readonly heldBy?: string;
  readonly leaseUntil?: string;
  readonly [stores.drivers.index.partitionKey]?: string;
}

/** The observations of a crowd. */
export interface Seen {
  /** When no ride and no message was under way any more. */
  readonly rides: readonly RideItem[];
  readonly drivers: readonly DriverItem[];
  readonly at: string;
  /** After the confirmed rides were completed, too. */
  readonly driversAfter: readonly DriverItem[];
  readonly answeredMs: readonly number[];
  /** From the first request until the last ride had ended. */
  readonly seconds: number;
  /** DynamoDB requests of driver-matching. */
  readonly calls: number;
  readonly timedOut: number;
  /** False when messages were still under way at the time-out. */
  readonly isOver: boolean;
}

export type Figures = ReturnType<typeof figuresOf>;

/** The results of a crowd, with all violations in `broken`. */
export function figuresOf({ riders, drivers }: Crowd, seen: Seen) {
  const rides = new Map(seen.rides.map((ride) => [ride.riderId, ride]));
  const ending = (...statuses: string[]) =>
    riders.filter(({ riderId }) => statuses.includes(rides.get(riderId)?.status ?? '')).length;
  const taken = seen.rides
    .filter(({ status }) => status === 'confirmed')
    .map(({ outcome }) => outcome?.driver.driverId ?? '');
  const takenOnce = new Set(taken);
  const leaked = seen.drivers.filter((driver) => isLeaked(driver, seen)).length;
  const [confirmed, refused, expired] = [ending('confirmed'), ending('rejected'), ending('expired')];

  const missed = [...new Set(riders.map(({ product }) => product))].map((product) => {
    const ofProduct = riders.filter((rider) => rider.product === product);
    const without = ofProduct.filter(({ riderId }) => rides.get(riderId)?.status !== 'confirmed');
    const left = drivers.filter((each) => each.product === product && !each.stale && !takenOnce.has(each.driverId));
    return Math.min(without.length, left.length);
  });
  const after = new Map(seen.driversAfter.map((item) => [item.driverId, item]));
  const kept = drivers.filter(({ driverId, stale }) => {
    const item = after.get(driverId);
    // Silent drivers may have been taken out of the index meanwhile.
    const isListed = stale || item?.[stores.drivers.index.partitionKey] !== undefined;
    return item === undefined || item.heldBy !== undefined || !isListed;
  });
  const broken = [
    [missed.reduce((sum, each) => sum + each, 0), 'riders have no driver though one was free'],
    [taken.length - takenOnce.size, 'rides have a driver who has another one'],
    [drivers.filter(({ driverId, stale }) => stale && takenOnce.has(driverId)).length, 'stale drivers have a ride'],
    [leaked, 'drivers are left leased or held'],
    [kept.length, 'drivers are not free after all rides are completed'],
    [seen.timedOut, 'invocations timed out'],
  ] as const;
  return {
    confirmed,
    refused,
    expired,
    /** Riders without a ride, or with one that has not ended. */
    neither: riders.length - confirmed - refused - expired,
    callsPerRide: seen.calls / riders.length,
    leaked,
    timedOut: seen.timedOut,
    seconds: seen.seconds,
    answeredP50Ms: median(seen.answeredMs),
    broken: [
      ...broken.filter(([times]) => times > 0).map(([times, what]) => `${times} ${what}`),
      ...(seen.isOver ? [] : ['messages are still under way']),
    ],
  };
}

function isLeaked({ driverId, heldBy, leaseUntil }: DriverItem, { rides, at }: Seen): boolean {
  if (heldBy === undefined) return false;
  const ride = rides.find(({ rideId }) => rideId === heldBy);
  if (leaseUntil !== undefined) return leaseUntil > at && ride?.status !== 'requested';
  return ride?.status !== 'confirmed' || ride.outcome?.driver.driverId !== driverId;
}
