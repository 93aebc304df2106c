import { holdSeconds } from '../../core/driver-states.ts';
import { cellOf, partitionOf, placeOf, placesOf, resolutions } from '../../core/geo.ts';
import type { DriverReport } from '../../core/messages.ts';
import type { AvailableDriver, DriverStore, Holder, Reported } from '../../core/ports.ts';
import { type Instant, plusMs } from '../../core/time.ts';

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

/** @param lags whether the index shows changes only when it is told to catch up. Default: at once. */
export function inMemoryDriverStore({ lags = false } = {}): InMemoryDriverStore {
  const items = new Map<string, DriverItem>();
  let index = new Map<string, DriverItem>();

  const catchUp = () => {
    index = new Map([...items].filter(([, { availableIn }]) => availableIn !== undefined));
  };
  const put = (item: DriverItem) => {
    items.set(item.driverId, item);
    if (lags) return;
    if (item.availableIn === undefined) index.delete(item.driverId);
    else index.set(item.driverId, item);
  };
  const availableOf = ({ driverId, position }: DriverItem): AvailableDriver => ({ driverId, position });
  const keyOf = (product: string, partition: string) => `${product}#${partition}`;
  const shownIn = (product: string, cell: string) => {
    const [first, last] = placesOf(cell);
    const key = keyOf(product, partitionOf(cell));
    return [...index.values()]
      .filter(({ availableIn, place }) => availableIn === key && place >= first && place <= last)
      .sort((one, other) => {
        if (one.place === other.place) return one.driverId < other.driverId ? -1 : 1;
        return one.place < other.place ? -1 : 1;
      });
  };
  const free = { heldBy: undefined, heldSince: undefined, leaseUntil: undefined, holdUntil: undefined };
  const isUnheld = ({ heldBy, leaseUntil, holdUntil }: DriverItem, now: Instant) =>
    heldBy === undefined ||
    (leaseUntil !== undefined && leaseUntil < now) ||
    (holdUntil !== undefined && holdUntil < now);
  /** The driver, if the ride has it. */
  const ofRide = (driverId: string, { rideId, requestedAt }: Pick<Holder, 'rideId'> & Partial<Holder>) => {
    const item = items.get(driverId);
    const isSame = requestedAt === undefined || item?.heldSince === undefined || item.heldSince === requestedAt;
    return item?.heldBy === rideId && isSame ? item : undefined;
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
      const isThisLease = item?.heldBy === rideId && item.heldSince === requestedAt && item.leaseUntil === until;
      if (item && isThisLease) return availableOf(item);
      if (item?.availableIn === undefined || item.product !== product) return undefined;
      if (item.reportedAt < reportedSince || !isUnheld(item, now)) return undefined;
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
      const item = ofRide(driverId, ride);
      if (!item?.onShift || (item.leaseUntil !== undefined && item.leaseUntil <= now)) return false;
      const holdUntil = plusMs(now, holdSeconds * 1000);
      put({ ...item, availableIn: undefined, leaseUntil: undefined, holdUntil });
      return true;
    },

    release: async (driverId, ride) => {
      const item = ofRide(driverId, ride);
      if (item) put({ ...item, ...free, availableIn: item.onShift ? item.whereabouts : undefined });
    },

    report: async (driverId, report, { now, reportedAt }) => {
      const found = items.get(driverId);
      if (found && found.reportedAt > reportedAt) return reportedOf(found, now);
      const whereabouts = keyOf(report.product, cellOf(report.position, resolutions.coarsest));
      const reported = { ...found, ...report, driverId, reportedAt, whereabouts, place: placeOf(report.position) };
      if (isUnheld(reported, now)) {
        put({ ...reported, ...free, availableIn: report.onShift ? whereabouts : undefined });
      } else {
        const isEndless = reported.leaseUntil === undefined && reported.holdUntil === undefined;
        const outOfIndex = { ...reported, availableIn: undefined };
        put(isEndless ? { ...outOfIndex, holdUntil: plusMs(now, holdSeconds * 1000) } : outOfIndex);
      }
      return reportedOf(items.get(driverId) as DriverItem, now);
    },

    retire: async (driverId, seenReportAt) => {
      const item = items.get(driverId);
      if (item?.availableIn !== undefined && item.reportedAt === seenReportAt) put({ ...item, availableIn: undefined });
    },
  };
}
