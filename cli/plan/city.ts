import { areaAround, partitionOf, placeOf } from '../../core/geo.ts';
import { fleetOf } from '../fleet.ts';

/** The shares of a city's rides that begin in its busiest place, by the size of the place. */
export interface Busiest {
  /** About 36 km²: a partition of the index of free drivers. */
  readonly cell: number;
  /** About 5 km²: the cell in which demand is counted. */
  readonly area: number;
}

/** Enough samples to know the shares to a hundredth. */
const rides = 20_000;

/**
 * Where rides begin in the simulated city of `npm start`: dense in the centre, sparser outwards up to 6 km. With a crowd, that
 * share begins at one door, and the others as before.
 */
export function busiestPlaces(crowd = 0): Busiest {
  usual ??= countPlaces();
  const { cell, area } = usual;
  const withCrowd = (share: number) => crowd + (1 - crowd) * share;
  return { cell: withCrowd(cell), area: withCrowd(area) };
}

let usual: Busiest | undefined;

function countPlaces(): Busiest {
  const areas = fleetOf(rides).map(({ report }) => [areaAround(placeOf(report.position)), 1] as const);
  const byArea = totals(areas);
  const byCell = totals([...byArea].map(([area, count]) => [partitionOf(area), count]));
  return { cell: Math.max(...byCell.values()) / rides, area: Math.max(...byArea.values()) / rides };
}

/** The sum of the counts of each cell. */
function totals(counts: readonly (readonly [cell: string, count: number])[]): Map<string, number> {
  const sums = new Map<string, number>();
  for (const [cell, count] of counts) sums.set(cell, (sums.get(cell) ?? 0) + count);
  return sums;
}
