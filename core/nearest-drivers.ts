import { distanceMeters, nearestPlaceMeters, nearestPossibleMeters, partsOf, ringAround } from './geo.ts';
import type { Point } from './point.ts';
import type { AvailableDriver, DriverStore } from './ports.ts';
import type { Product } from './products.ts';

/** Drivers further away than this (as the crow flies) are not considered. */
export const radiusMeters = 8_000;

/** For riders who compete for drivers, any driver nearer than this is good enough: half a minute's drive. */
export const nearEnoughMeters = 200;

/** The page size of one query of a cell: some 16 KB of the index. A smaller page would often cost a second query. */
export const usualPage = 128;

export interface NearbyDriver extends AvailableDriver {
  readonly distanceMeters: number;
}

export interface Search {
  readonly product: Product;
  readonly pickup: Point;
  /** How many of the nearest drivers are wanted. It may grow while the search is under way. */
  readonly wanted: number;
  /** The search radius. Default: `radiusMeters`. It may grow by `mostGrowthMeters` while the search is under way. */
  readonly withinMeters?: number;
  /** Drivers nearer than this count as the nearest. Default: 0. It may grow while the search is under way. */
  readonly nearEnoughMeters?: number;
  /** The smallest page size of a query. Default: `usualPage`. */
  readonly pageSize?: number;
}

export interface Found {
  /** The free drivers that were seen, nearest first. */
  readonly drivers: readonly NearbyDriver[];
  /** How many were wanted: these are the nearest. The others were seen by chance, and there may be gaps between them. */
  readonly wanted: number;
  /** No driver nearer than this was missed. */
  readonly seenMeters: number;
}

/** Whether all free drivers within the radius were seen. */
export const isComplete = ({ seenMeters }: Found): boolean => seenMeters >= radiusMeters;

/** Those of the drivers that are certainly the nearest. */
export const nearestOf = (found: Found): readonly NearbyDriver[] =>
  isComplete(found) ? found.drivers : found.drivers.slice(0, found.wanted);

/** A cell that was not searched yet. */
interface Candidate {
  readonly cell: string;
  /** A lower bound of its drivers' distance. */
  readonly atLeastMeters: number;
  /** Whether the bound is the close one. */
  readonly isSure?: boolean;
}

/** How many queries run in parallel, after a single first one: half of all searches need only that one. */
const mostAtOnce = 8;

/** The largest distance between two riders at one door (a cell of `resolutions.door`): 460 m where its cells are largest. */
export const mostGrowthMeters = 600;

const furthestMeters = radiusMeters + mostGrowthMeters;

/**
 * Finds the nearest free drivers by best-first search: it queries the remaining cells that may hold the nearest driver first.
 * It starts with the coarsest cells, of 36 km² each, and divides a cell whose drivers don't fit in one query: that costs few
 * queries where drivers are few, and few where they are many. It ends when no remaining cell can hold a driver nearer than
 * the last one that is wanted. The order is exact except for drivers of a finest cell (300 m²) that don't fit in one query.
 */
export async function nearestDrivers(
  drivers: Pick<DriverStore, 'freeIn'>,
  search: Search,
  crowded = new CrowdedCells(),
): Promise<Found> {
  const { product, pickup } = search;
  let left = cellsAround(pickup);
  let found: readonly NearbyDriver[] = [];
  /** The distance of the nearest finest cell that was not read completely. */
  let truncatedMeters = furthestMeters;
  const withinMeters = () => search.withinMeters ?? radiusMeters;
  /** A driver further away than this is of no use. */
  const reach = () => {
    const furthestWanted = found[search.wanted - 1]?.distanceMeters ?? furthestMeters;
    return furthestWanted <= (search.nearEnoughMeters ?? 0) ? 0 : Math.min(withinMeters(), furthestWanted);
  };

  for (let atOnce = 1; ; atOnce = Math.min(2 * atOnce, mostAtOnce)) {
    // One query for as many drivers as are wanted replaces many queries, if the drivers are all in one place.
    const pageSize = Math.max(search.pageSize ?? usualPage, search.wanted);
    left = expanded(left, (cell) => crowded.has(product, cell, pageSize), pickup, reach());
    left = ensured(left, atOnce, pickup, reach());
    const next = left.filter(({ atLeastMeters }) => atLeastMeters < reach()).slice(0, atOnce);
    if (next.length === 0) break;
    const pages = await Promise.all(next.map(({ cell }) => drivers.freeIn(product, cell, pageSize)));
    const truncated = next.filter((_, index) => pages[index]?.more);
    for (const { cell, atLeastMeters } of truncated) {
      crowded.add(product, cell, pageSize);
      if (partsOf(cell).length === 0) truncatedMeters = Math.min(truncatedMeters, atLeastMeters);
    }
    found = nearestFirst(
      pickup,
      found,
      pages.flatMap((page) => page.drivers),
    );
    left = byDistance([...left.filter((candidate) => !next.includes(candidate)), ...partsOfAll(truncated, pickup)]);
  }
  return {
    drivers: found.filter((driver) => driver.distanceMeters <= withinMeters()),
    wanted: search.wanted,
    seenMeters: Math.min(withinMeters(), truncatedMeters, left[0]?.atLeastMeters ?? furthestMeters),
  };
}

/** The number of rings within a radius varies by place, because cells vary in size: the first ring beyond it ends the loop. */
function cellsAround(pickup: Point): readonly Candidate[] {
  const around: Candidate[] = [];
  for (let ring = 0; ; ring += 1) {
    const cells = candidates(pickup, ringAround(pickup, ring)).filter(
      ({ atLeastMeters }) => atLeastMeters < furthestMeters,
    );
    if (cells.length === 0) return byDistance(around);
    around.push(...cells);
  }
}

/** Replaces cells that are known to be crowded by their parts, as far as they may be queried next. */
function expanded(
  left: readonly Candidate[],
  isCrowded: (cell: string) => boolean,
  pickup: Point,
  reachMeters: number,
): readonly Candidate[] {
  const crowded = left.filter(
    ({ cell, atLeastMeters }) => atLeastMeters < reachMeters && isCrowded(cell) && partsOf(cell).length > 0,
  );
  if (crowded.length === 0) return left;
  const more = byDistance([...left.filter((each) => !crowded.includes(each)), ...partsOfAll(crowded, pickup)]);
  return expanded(more, isCrowded, pickup, reachMeters);
}

/** Computes the close bound of the cells that would be queried next, until their order is certain: each may save a query. */
function ensured(left: readonly Candidate[], atMost: number, pickup: Point, reachMeters: number): readonly Candidate[] {
  const next = left.filter(({ atLeastMeters }) => atLeastMeters < reachMeters).slice(0, atMost);
  const unsure = next.filter(({ isSure }) => !isSure);
  if (unsure.length === 0) return left;
  const sure = unsure.map(({ cell }) => ({ cell, atLeastMeters: nearestPlaceMeters(pickup, cell), isSure: true }));
  const more = byDistance([...left.filter((candidate) => !unsure.includes(candidate)), ...sure]);
  return ensured(more, atMost, pickup, reachMeters);
}

const partsOfAll = (parents: readonly Candidate[], pickup: Point): readonly Candidate[] =>
  parents.flatMap(({ cell }) => candidates(pickup, partsOf(cell)));

const candidates = (pickup: Point, cells: readonly string[]): readonly Candidate[] =>
  cells.map((cell) => ({ cell, atLeastMeters: nearestPossibleMeters(pickup, cell) }));

const byDistance = (cells: readonly Candidate[]): readonly Candidate[] =>
  cells.toSorted((one, other) => one.atLeastMeters - other.atLeastMeters);

/** Orders equally near drivers by id. */
export const byNearness = (one: NearbyDriver, other: NearbyDriver): number =>
  one.distanceMeters - other.distanceMeters || (one.driverId < other.driverId ? -1 : 1);

function nearestFirst(
  pickup: Point,
  found: readonly NearbyDriver[],
  more: readonly AvailableDriver[],
): readonly NearbyDriver[] {
  // A cell that was divided returns some drivers twice.
  const known = new Map(found.map((driver) => [driver.driverId, driver]));
  for (const driver of more)
    known.set(driver.driverId, { ...driver, distanceMeters: distanceMeters(pickup, driver.position) });
  return [...known.values()].sort(byNearness);
}

/** Cells whose drivers recently did not fit in one page. A hint that saves queries: a wrong one costs some. */
export class CrowdedCells {
  readonly #hints = new Map<string, { readonly pageSize: number; readonly until: number }>();
  readonly #now: () => number;

  /** @param now milliseconds, on any scale */
  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  add(product: Product, cell: string, pageSize: number): void {
    if (this.#hints.size >= mostHints) this.#hints.clear();
    this.#hints.set(`${product}#${cell}`, { pageSize, until: this.#now() + hintMs });
  }

  /** Whether a page of this size would not hold all of the cell. */
  has(product: Product, cell: string, pageSize: number): boolean {
    const hint = this.#hints.get(`${product}#${cell}`);
    return hint !== undefined && hint.pageSize >= pageSize && hint.until > this.#now();
  }
}

const hintMs = 30_000;

const mostHints = 5_000;
