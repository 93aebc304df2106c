import { cellOf, resolutions } from '../../core/geo.ts';
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
  const places = fleetOf(rides).map(({ report }) => report.position);
  const shareOf = (resolution: number) => {
    const cells = new Map<string, number>();
    for (const place of places) {
      const cell = cellOf(place, resolution);
      cells.set(cell, (cells.get(cell) ?? 0) + 1);
    }
    return Math.max(...cells.values()) / rides;
  };
  return { cell: shareOf(resolutions.coarsest), area: shareOf(resolutions.area) };
}
