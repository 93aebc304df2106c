import { distanceMeters, nearestPlaceMeters, nearestPossibleMeters, partsOf, ringAround } from './geo.ts';
import type { Point } from './point.ts';
import type { AvailableDriver, DriverStore } from './ports.ts';
import type { Product } from './products.ts';

/** Drivers further away than this (as the crow flies) are not asked to come. */
export const radiusMeters = 8_000;

/** Riders who compete for drivers are as well off with one who is nearer than this: half a minute's drive. */
export const nearEnoughMeters = 200;

/** What one query shows of a cell: some 8 KB of the index. Fewer would cost a second query as often as not. */
export const usualPage = 64;

export interface NearbyDriver extends AvailableDriver {
  readonly distanceMeters: number;
}

export interface Search {
  readonly product: Product;
  readonly pickup: Point;
  /** How many of the nearest drivers are wanted. It may grow while the search is under way. */
  readonly wanted: number;
  /** How far to look. Default: `radiusMeters`. It may grow by `mostGrowthMeters` while the search is under way. */
  readonly withinMeters?: number;
  /** Drivers who are nearer than this are as good as the nearest. Default: 0. It may grow while the search is under way. */
  readonly nearEnoughMeters?: number;
  /** How many drivers a query shows at least. Default: `usualPage`. */
  readonly pageSize?: number;
}

export interface Found {
  /** The free drivers that were seen, nearest first. */
  readonly drivers: readonly NearbyDriver[];
  /** So many of them were wanted: they are the nearest. The others were seen by chance, and one may be missing between them. */
  readonly wanted: number;
  /** None that is nearer than this was missed. */
  readonly seenMeters: number;
}

/** Whether all free drivers were seen that may be asked to come. */
export const isComplete = ({ seenMeters }: Found): boolean => seenMeters >= radiusMeters;

/** Those of the drivers that are the nearest there are. */
export const nearestOf = (found: Found): readonly NearbyDriver[] =>
  isComplete(found) ? found.drivers : found.drivers.slice(0, found.wanted);

/** A cell that was not searched yet. */
interface Candidate {
  readonly cell: string;
  /** None of its drivers is nearer than this. */
  readonly atLeastMeters: number;
  /** Whether that was looked at closely. */
  readonly isSure?: boolean;
}

/** How many queries are made at once, after a first one alone: half of all searches need no more than that one. */
const mostAtOnce = 8;

/** Riders at one door (a cell of `resolutions.door`) are less than this apart: 460 m where its cells are largest. */
export const mostGrowthMeters = 600;

const furthestMeters = radiusMeters + mostGrowthMeters;

/**
 * Finds the nearest free drivers by best-first search: of the cells that are left, those that may hold the nearest driver
 * are asked next. It begins with the coarsest cells, of 36 km² each, and a cell that one query does not show whole is
 * asked again by its parts: that costs few queries where drivers are few, and few where they are many. It ends when no
 * cell that is left can hold a driver nearer than the last one that is wanted. The order is exact but for drivers of a
 * finest cell (300 m²) that one query does not show whole.
 */
export async function nearestDrivers(
  drivers: Pick<DriverStore, 'freeIn'>,
  search: Search,
  crowded = new CrowdedCells(),
): Promise<Found> {
  const { product, pickup } = search;
  let left = cellsAround(pickup);
  let found: readonly NearbyDriver[] = [];
  /** Of the finest cells that were not shown whole, how near the nearest is. */
  let truncatedMeters = furthestMeters;
  const withinMeters = () => search.withinMeters ?? radiusMeters;
  /** A driver further away than this is of no use. */
  const reach = () => {
    const furthestWanted = found[search.wanted - 1]?.distanceMeters ?? furthestMeters;
    return furthestWanted <= (search.nearEnoughMeters ?? 0) ? 0 : Math.min(withinMeters(), furthestWanted);
  };

  for (let atOnce = 1; ; atOnce = Math.min(2 * atOnce, mostAtOnce)) {
    // One query that shows as many as are wanted takes the place of many, where they are all in one place.
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

/** How many rings of cells a radius reaches into differs from place to place, as cells do in size: the first ring beyond ends it. */
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

/** Puts the parts of cells that are known to be crowded in their place, as far as they may be asked next. */
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

/** Has those that would be asked next looked at closely, until it is sure which they are: each saves a query if it need not be asked. */
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

/** Those that are equally near in order of their ids. */
export const byNearness = (one: NearbyDriver, other: NearbyDriver): number =>
  one.distanceMeters - other.distanceMeters || (one.driverId < other.driverId ? -1 : 1);

function nearestFirst(
  pickup: Point,
  found: readonly NearbyDriver[],
  more: readonly AvailableDriver[],
): readonly NearbyDriver[] {
  // A cell that was asked again by its parts shows some drivers twice.
  const known = new Map(found.map((driver) => [driver.driverId, driver]));
  for (const driver of more)
    known.set(driver.driverId, { ...driver, distanceMeters: distanceMeters(pickup, driver.position) });
  return [...known.values()].sort(byNearness);
}

/** Cells of which a page did not show all drivers, lately. A hint that saves queries: a wrong one costs some. */
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

  /** Whether a page of this size would not show all of the cell. */
  has(product: Product, cell: string, pageSize: number): boolean {
    const hint = this.#hints.get(`${product}#${cell}`);
    return hint !== undefined && hint.pageSize >= pageSize && hint.until > this.#now();
  }
}

const hintMs = 30_000;

const mostHints = 5_000;
