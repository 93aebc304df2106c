import type { DemandStore, DriverStore } from './ports.ts';
import type { Product } from './products.ts';
import { demandThatMatters } from './surge.ts';
import { type Instant, plusMs } from './time.ts';

/** How many rides are asked for in an area, and how many drivers are free there. */
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

/** Beyond so many drivers in one cell of some 5 km² nobody is short of them. */
const countedDrivers = 200;

/** Counts both sides at a moment, each no further than it matters to the surge. */
export const marketReader =
  ({ demand, drivers }: MarketPorts) =>
  async (product: Product, cell: string, at: Instant): Promise<Market> => {
    const supply = await drivers.countFree(product, cell, countedDrivers);
    const since = plusMs(at, -demandWindowMs);
    return { supply, demand: await demand.countSince(areaOf(product, cell), since, demandThatMatters(supply)) };
  };

/** The area that demand is counted in. */
export const areaOf = (product: Product, cell: string): string => `${product}#${cell}`;
