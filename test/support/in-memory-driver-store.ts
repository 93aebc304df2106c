import { cellOf } from '../../core/geo.ts';
import type { DriverReport } from '../../core/messages.ts';
import type { AvailableDriver, DriverStore } from '../../core/ports.ts';
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

export function inMemoryDriverStore(): InMemoryDriverStore {
  const drivers = new Map<string, Driver>();
  let queries = 0;

  const isHeld = ({ holding }: Driver) => holding !== undefined && holding.leaseUntil === undefined;
  const isFree = ({ holding }: Driver, now: Instant) =>
    holding === undefined || (holding.leaseUntil !== undefined && holding.leaseUntil < now);
  const availableOf = ({ driverId, position }: Driver): AvailableDriver => ({ driverId, position });
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

    availableIn: async (product, cell, now) => {
      queries += 1;
      return [...drivers.values()]
        .filter((driver) => driver.onShift && driver.product === product && cellOf(driver.position) === cell)
        .filter((driver) => isFree(driver, now))
        .map(availableOf);
    },

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
