import { distanceMeters, nearestPossibleMeters, ringAround } from './geo.ts';
import type { Point } from './point.ts';
import type { AvailableDriver, DriverStore } from './ports.ts';
import type { Product } from './products.ts';
import type { Instant } from './time.ts';

export interface NearbyDriver extends AvailableDriver {
  readonly distanceMeters: number;
}

export interface Search {
  readonly product: Product;
  readonly pickup: Point;
  readonly now: Instant;
}

/** Drivers further away than this (as the crow flies) are not asked to come. */
const radiusMeters = 8_000;

/** Enough to choose from, should the first ones be taken meanwhile. */
const enough = 8;

/**
 * The nearest available drivers, nearest first. Rings of cells are searched outward, and of each ring only the cells
 * that can hold a driver nearer than the first of enough: most searches end with the pickup's own cell, and the nearest
 * driver is found for certain, unless drivers are so many that a cell shows only some of them. How many rings the radius
 * reaches into differs from place to place, as cells do in size; the first ring beyond ends it.
 */
export async function nearestDrivers(
  drivers: Pick<DriverStore, 'availableIn'>,
  search: Search,
): Promise<NearbyDriver[]> {
  let found: NearbyDriver[] = [];
  for (let ring = 0; ; ring += 1) {
    const reach = found.length < enough ? radiusMeters : (found[0]?.distanceMeters ?? radiusMeters);
    const cells = ringAround(search.pickup, ring).filter((cell) => nearestPossibleMeters(search.pickup, cell) < reach);
    if (cells.length === 0) return found;
    const near = ring === 0 ? search.pickup : undefined;
    const inCells = await Promise.all(cells.map((cell) => drivers.availableIn(search.product, cell, search.now, near)));
    found = nearest(search.pickup, found, inCells.flat());
  }
}

function nearest(pickup: Point, found: readonly NearbyDriver[], more: readonly AvailableDriver[]): NearbyDriver[] {
  return more
    .map((driver) => ({ ...driver, distanceMeters: distanceMeters(pickup, driver.position) }))
    .filter((driver) => driver.distanceMeters <= radiusMeters)
    .concat(found)
    .sort((one, other) => one.distanceMeters - other.distanceMeters || one.driverId.localeCompare(other.driverId))
    .slice(0, enough);
}
