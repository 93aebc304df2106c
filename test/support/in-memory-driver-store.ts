import { holdSeconds } from '../../core/driver-states.ts';
import { partitionOf, placeOf, placesOf } from '../../core/geo.ts';
import type { DriverReport } from '../../core/messages.ts';
import type { Point } from '../../core/point.ts';
import type { AvailableDriver, DriverStore, Holder, Reported } from '../../core/ports.ts';
import { type Instant, plusMs } from '../../core/time.ts';
import { conditions } from './conditions.ts';
import { once } from './once.ts';

/** Each part of each condition that a write of a driver holds on. */
export const driverConditions = [
  'lease: in the index',
  'lease: of the product',
  'lease: reported lately',
  'lease: no holder',
  'lease: or its lease has ended',
  'hold: has the driver',
  'hold: of this incarnation',
  'hold: or by an older version',
  'hold: on shift',
  'hold: the lease has not ended',
  'hold: or held already',
  'release: has the driver',
  'release: of this incarnation',
  'release: or by an older version',
  'release: or not said of which',
  'release: on shift',
  'report: not older',
  'report: no holder',
  'report: or its lease has ended',
  'report: or its hold has ended',
  'report: a hold',
  'report: without an end',
  'retire: the report that was seen',
] as const;

export type DriverCondition = (typeof driverConditions)[number];

/** A driver's item, with the attributes that it has in DynamoDB. */
export interface DriverItem extends DriverReport {
  readonly driverId: string;
  readonly reportedAt: Instant;
  readonly place: string;
  readonly whereabouts: string;
  readonly availableIn?: string | undefined;
  readonly heldBy?: string | undefined;
  readonly heldSince?: Instant | undefined;
  readonly leaseUntil?: Instant | undefined;
  readonly holdUntil?: Instant | undefined;
}

/** The ride that has a driver, and until when: it is leased to it, or held by it. */
export interface Holding {
  readonly rideId: string;
  readonly leaseUntil?: Instant;
  readonly holdUntil?: Instant;
}

/** Drivers in memory, on the same conditions as in DynamoDB. */
export interface InMemoryDriverStore extends DriverStore {
  holdingOf(driverId: string): Holding | undefined;
  item(driverId: string): DriverItem | undefined;
  items(): readonly DriverItem[];
  /** Writes an item as it is: one of an older deployment, say. */
  put(item: DriverItem): void;
  /** Has an index that lags show what the items are now. */
  catchUp(): void;
}

export interface InMemoryDrivers {
  /** Whether the index shows changes only when it is told to catch up. Default: at once. */
  readonly lags?: boolean;
  /** A part of a condition that is left out. */
  readonly without?: DriverCondition | undefined;
}

export function inMemoryDriverStore({ lags = false, without }: InMemoryDrivers = {}): InMemoryDriverStore {
  const { must, or } = conditions(without);
  const items = new Map<string, DriverItem>();
  let index = new Map<string, DriverItem>();

  /** What the index shows by key, in order of places: until it shows something else. */
  let shown: ReadonlyMap<string | undefined, DriverItem[]> | undefined;

  const catchUp = () => {
    shown = undefined;
    index = new Map([...items].filter(([, { availableIn }]) => availableIn !== undefined));
  };
  /** Whoever leaves it leaves the others in their order. */
  const leaveIndex = (driverId: string) => {
    const item = index.get(driverId);
    if (item === undefined) return;
    index.delete(driverId);
    const there = shown?.get(item.availableIn);
    there?.splice(there.indexOf(item), 1);
  };
  const put = (item: DriverItem) => {
    items.set(item.driverId, item);
    if (lags) return;
    if (item.availableIn === undefined) return leaveIndex(item.driverId);
    shown = undefined;
    index.set(item.driverId, item);
  };
  const availableOf = ({ driverId, position }: DriverItem): AvailableDriver => ({ driverId, position });
  const keyOf = (product: string, partition: string) => `${product}#${partition}`;
  const shownIn = (product: string, cell: string) => {
    shown ??= Map.groupBy([...index.values()].sort(byPlace), ({ availableIn }) => availableIn);
    const there = shown.get(keyOf(product, partitionOf(cell))) ?? [];
    if (there.length === 0) return there;
    const [first, last] = placesOf(cell);
    return there.filter(({ place }) => place >= first && place <= last);
  };
  const free = { heldBy: undefined, heldSince: undefined, leaseUntil: undefined, holdUntil: undefined };
  const isUnleased = (write: 'lease' | 'report', { heldBy, leaseUntil }: DriverItem, now: Instant) =>
    heldBy === undefined || or(`${write}: or its lease has ended`, leaseUntil !== undefined && leaseUntil < now);
  const isUnheld = (item: DriverItem, now: Instant) =>
    isUnleased('report', item, now) ||
    or('report: or its hold has ended', item.holdUntil !== undefined && item.holdUntil < now);
  /** The driver, if the ride has it. */
  const ofRide = (
    write: 'hold' | 'release',
    driverId: string,
    { rideId, requestedAt }: Pick<Holder, 'rideId'> & Partial<Holder>,
  ) => {
    const item = items.get(driverId);
    const isOfRide =
      must(`${write}: has the driver`, item?.heldBy === rideId) &&
      must(
        `${write}: of this incarnation`,
        item?.heldSince === requestedAt ||
          or(`${write}: or by an older version`, item?.heldSince === undefined) ||
          or('release: or not said of which', requestedAt === undefined),
      );
    return isOfRide ? item : undefined;
  };
  const reportedOf = (item: DriverItem, now: Instant): Reported => {
    const { position, product, onShift, reportedAt, heldBy, leaseUntil, holdUntil } = item;
    const isHeld = heldBy !== undefined && leaseUntil === undefined && (holdUntil === undefined || holdUntil >= now);
    return { position, product, onShift, reportedAt, ...(isHeld && { heldBy }) };
  };

  return {
    holdingOf: (driverId) => {
      const { heldBy: rideId, leaseUntil, holdUntil } = items.get(driverId) ?? {};
      return rideId === undefined
        ? undefined
        : { rideId, ...(leaseUntil && { leaseUntil }), ...(holdUntil && { holdUntil }) };
    },
    item: (driverId) => items.get(driverId),
    items: () => [...items.values()],
    put,
    catchUp,

    freeIn: async (product, cell, atMost) => {
      const shown = shownIn(product, cell);
      return { drivers: shown.slice(0, atMost).map(availableOf), more: shown.length > atMost };
    },

    countFree: async (product, cell, atMost) => Math.min(atMost, shownIn(product, cell).length),

    read: async (driverIds) =>
      driverIds
        .flatMap((driverId) => items.get(driverId) ?? [])
        .map((item) => ({ ...availableOf(item), reportedAt: item.reportedAt, isFree: item.availableIn !== undefined })),

    lease: async (driverId, { rideId, requestedAt }, { product, now, until, reportedSince }) => {
      const item = items.get(driverId);
      // The same lease twice is the same as once.
      const isThisLease = item?.heldBy === rideId && item.heldSince === requestedAt && item.leaseUntil === until;
      if (item && isThisLease) return availableOf(item);
      const isFree =
        item !== undefined &&
        must('lease: in the index', item.availableIn !== undefined) &&
        must('lease: of the product', item.product === product) &&
        must('lease: reported lately', item.reportedAt >= reportedSince) &&
        must('lease: no holder', isUnleased('lease', item, now));
      if (!isFree) return undefined;
      put({
        ...item,
        availableIn: undefined,
        heldBy: rideId,
        heldSince: requestedAt,
        leaseUntil: until,
        holdUntil: undefined,
      });
      return availableOf(item);
    },

    hold: async (driverId, ride, now) => {
      const item = ofRide('hold', driverId, ride);
      const mayBeHeld =
        item !== undefined &&
        must('hold: on shift', item.onShift) &&
        (item.leaseUntil === undefined
          ? or('hold: or held already', true)
          : must('hold: the lease has not ended', item.leaseUntil > now));
      if (!mayBeHeld) return false;
      const holdUntil = plusMs(now, holdSeconds * 1000);
      put({ ...item, availableIn: undefined, leaseUntil: undefined, holdUntil });
      return true;
    },

    release: async (driverId, ride) => {
      const item = ofRide('release', driverId, ride);
      if (!item) return;
      const availableIn = must('release: on shift', item.onShift) ? item.whereabouts : undefined;
      put({ ...item, ...free, availableIn });
    },

    report: async (driverId, report, { now, reportedAt }) => {
      const found = items.get(driverId);
      if (found && !must('report: not older', found.reportedAt <= reportedAt)) return reportedOf(found, now);
      const { place, partition } = cellsOf(report.position);
      const whereabouts = keyOf(report.product, partition);
      const reported = { ...found, ...report, driverId, reportedAt, whereabouts, place };
      if (must('report: no holder', isUnheld(reported, now))) {
        put({ ...reported, ...free, availableIn: report.onShift ? whereabouts : undefined });
      } else {
        const isEndless =
          must('report: a hold', reported.leaseUntil === undefined) &&
          must('report: without an end', reported.holdUntil === undefined);
        const outOfIndex = { ...reported, availableIn: undefined };
        put(isEndless ? { ...outOfIndex, holdUntil: plusMs(now, holdSeconds * 1000) } : outOfIndex);
      }
      return reportedOf(items.get(driverId) as DriverItem, now);
    },

    retire: async (driverId, seenReportAt) => {
      const item = items.get(driverId);
      const isAsSeen = item !== undefined && must('retire: the report that was seen', item.reportedAt === seenReportAt);
      if (isAsSeen) put({ ...item, availableIn: undefined });
    },
  };
}

/** Many drivers of a test stand at one point. */
const cellsOf = once((position: Point) => {
  const place = placeOf(position);
  return { place, partition: partitionOf(place) };
});

function byPlace(one: DriverItem, other: DriverItem): number {
  if (one.place === other.place) return one.driverId < other.driverId ? -1 : 1;
  return one.place < other.place ? -1 : 1;
}
