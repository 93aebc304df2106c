import { fleetOf } from '../../cli/fleet.ts';
import type { Point } from '../../core/point.ts';

/** A rider's pickup and drop-off. */
export interface Trip {
  readonly pickup: Point;
  readonly dropoff: Point;
}

const places = (count: number, seed: number): Point[] => fleetOf(count, seed).map(({ report }) => report.position);

/** Trips all over the city, distributed like its drivers. The same seed gives the same trips. */
export function tripsOf(count: number, seed: number): Trip[] {
  const [pickups, dropoffs] = [places(count, seed), places(count, seed + 1)];
  return pickups.map((pickup, index) => ({ pickup, dropoff: dropoffs[index] ?? pickup }));
}
