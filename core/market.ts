import type { DemandStore, DriverStore } from './ports.ts';
import type { Product } from './products.ts';
import { demandThatMatters } from './surge.ts';
import { type Instant, plusMs } from './time.ts';

/** How many rides are requested in an area, and how many drivers are free there. */
export interface Market {
  readonly demand: number;
  readonly supply: number;
}

export interface MarketPorts {
  readonly demand: Pick<DemandStore, 'countSince'>;
  readonly drivers: Pick<DriverStore, 'countFree'>;
}

/** Demand older than this does not raise the price. */
const demandWindowMs = 5 * 60_000;

/** With more drivers than this in one cell of some 5 km² there is no shortage. */
const countedDrivers = 200;

/** Counts demand and supply at a moment, each up to the limit beyond which the surge does not change. */
export const marketReader =
  ({ demand, drivers }: MarketPorts) =>
  async (product: Product, cell: string, at: Instant): Promise<Market> => {
    const supply = await drivers.countFree(product, cell, countedDrivers);
    const since = plusMs(at, -demandWindowMs);
    return { supply, demand: await demand.countSince(areaOf(product, cell), since, demandThatMatters(supply)) };
  };

/**
 * The market as far as the surge depends on it, with the fewest reads: a single ride causes no shortage whatever the supply,
 * and there is none where the drivers are as many as the rides.
 */
export const surgeMarketReader =
  ({ demand, drivers }: MarketPorts) =>
  async (product: Product, cell: string, at: Instant): Promise<Market> => {
    const since = plusMs(at, -demandWindowMs);
    const rides = await demand.countSince(areaOf(product, cell), since, demandThatMatters(countedDrivers));
    const counted = Math.min(rides, countedDrivers);
    return { demand: rides, supply: counted > 1 ? await drivers.countFree(product, cell, counted) : counted };
  };

/** The area in which demand is counted. */
export const areaOf = (product: Product, cell: string): string => `${product}#${cell}`;
