import { cellOf, placeOf } from '../../core/geo.ts';
import type { DriverReport } from '../../core/messages.ts';
import type { AvailableDriver, DriverStore } from '../../core/ports.ts';
import type { Product } from '../../core/products.ts';
import type { Instant } from '../../core/time.ts';

/** Whose a driver is: until a moment (a lease), or until release (a hold). */
export interface Holding {
  readonly rideId: string;
  readonly leaseUntil?: Instant;
}

/** Drivers in memory, on the same conditions as in DynamoDB. */
export interface InMemoryDriverStore extends DriverStore {
  holdingOf(driverId: string): Holding | undefined;
  /** How often the index was asked. */
  readonly queries: number;
}

interface Driver extends DriverReport {
  readonly driverId: string;
  readonly holding?: Holding;
}

/** As in DynamoDB: how many drivers of a cell one query shows. */
const mostOfACell = 16;

export function inMemoryDriverStore(): InMemoryDriverStore {
  const drivers = new Map<string, Driver>();
  let queries = 0;

  const isHeld = ({ holding }: Driver) => holding !== undefined && holding.leaseUntil === undefined;
  const isFree = ({ holding }: Driver, now: Instant) =>
    holding === undefined || (holding.leaseUntil !== undefined && holding.leaseUntil < now);
  const availableOf = ({ driverId, position }: Driver): AvailableDriver => ({ driverId, position });
  /** What the index shows: drivers on shift that no ride holds, leased ones included. */
  const shownIn = (product: Product, cell: string) =>
    [...drivers.values()]
      .filter((driver) => driver.onShift && !isHeld(driver) && driver.product === product)
      .filter((driver) => cellOf(driver.position) === cell)
      .map((driver) => ({ ...driver, place: placeOf(driver.position) }));
  /** The driver, if the ride has it. */
  const of = (driverId: string, rideId: string): Driver | undefined => {
    const driver = drivers.get(driverId);
    return driver?.holding?.rideId === rideId ? driver : undefined;
  };

  return {
    get queries() {
      return queries;
    },

    holdingOf: (driverId) => drivers.get(driverId)?.holding,

    availableIn: async (product, cell, now, near) => {
      queries += 1;
      const inCell = shownIn(product, cell).toSorted((one, other) => (one.place < other.place ? -1 : 1));
      const from = near ? placeOf(near) : '';
      const after = inCell.filter(({ place }) => place >= from).slice(0, mostOfACell);
      const before = inCell.filter(({ place }) => place < from).slice(-mostOfACell);
      return (after.length < mostOfACell ? [...after, ...before] : after)
        .filter((driver) => isFree(driver, now))
        .map(availableOf);
    },

    countAvailable: async (product, cell, now, atMost) =>
      shownIn(product, cell)
        .slice(0, atMost)
        .filter((driver) => isFree(driver, now)).length,

    reserve: async (driverId, rideId, now, leaseUntil) => {
      const driver = drivers.get(driverId);
      const own = of(driverId, rideId);
      if (driver === undefined) return undefined;
      if (driver.onShift && !isHeld(driver) && (own || isFree(driver, now))) {
        drivers.set(driverId, { ...driver, holding: { rideId, leaseUntil } });
        return availableOf(driver);
      }
      return own && availableOf(own);
    },

    hold: async (driverId, rideId) => {
      const own = of(driverId, rideId);
      if (own) drivers.set(driverId, { ...own, holding: { rideId } });
      return own !== undefined;
    },

    release: async (driverId, rideId) => {
      const own = of(driverId, rideId);
      if (own === undefined) return;
      const { holding: _, ...free } = own;
      drivers.set(driverId, free);
    },

    report: async (driverId, report) => {
      drivers.set(driverId, { ...drivers.get(driverId), ...report, driverId });
    },
  };
}
