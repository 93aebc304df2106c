import {
  cellToBoundary,
  cellToCenterChild,
  cellToChildren,
  cellToLatLng,
  cellToParent,
  gridRing,
  latLngToCell,
} from 'h3-js';
import type { Point } from './point.ts';

/**
 * Places are cells of H3 (https://h3geo.org), in which each cell of one resolution has seven children at the next one. A
 * place's cell at every resolution is the ancestor of its finest cell. So the places of a cell are those whose finest cell
 * has the cell's prefix: a range of the index, at any resolution between the coarsest and the finest.
 */
export const resolutions = {
  /** Partitions of the index of free drivers: about 36 km², 3.7 km from centre to corner. */
  coarsest: 6,
  /** Surge areas: about 5 km². */
  area: 7,
  /** About 0.7 km². */
  neighbourhood: 8,
  /** Riders in one such cell share a search when they ask at the same moment: about 0.1 km². */
  door: 9,
  /** Places: about 300 m², 11 m from centre to corner. */
  finest: 12,
} as const;

/** Mean earth radius in meters (IUGG). */
const earthRadiusMeters = 6_371_008.8;

/**
 * A cell's descendants reach slightly beyond its corners. The largest extent found, over 12,000 cells all over the world and
 * three resolutions down, was 1.06 circumradii from the centre.
 */
const reachOfDescendants = 1.1;

const radians = (degrees: number) => (degrees * Math.PI) / 180;

/** Great-circle distance in meters, by the haversine formula. */
export function distanceMeters(from: Point, to: Point): number {
  const dLat = radians(to.lat - from.lat);
  const dLng = radians(to.lng - from.lng);
  const h = Math.sin(dLat / 2) ** 2 + Math.cos(radians(from.lat)) * Math.cos(radians(to.lat)) * Math.sin(dLng / 2) ** 2;
  return 2 * earthRadiusMeters * Math.asin(Math.min(1, Math.sqrt(h)));
}

/** The finest cell that contains a place. */
export const placeOf = ({ lat, lng }: Point): string => latLngToCell(lat, lng, resolutions.finest);

/** The cell of a resolution that contains a place. */
export const cellOf = (place: Point, resolution: number = resolutions.area): string =>
  cellToParent(placeOf(place), resolution);

/** The surge area that contains a finest cell. */
export const areaAround = (place: string): string => cellToParent(place, resolutions.area);

/** The index partition that contains a cell's places. */
export const partitionOf = (cell: string): string => cellToParent(cell, resolutions.coarsest);

/** The first and the last place of a cell, in the order of places as text. */
export const placesOf = (cell: string): readonly [first: string, last: string] => [
  cellToCenterChild(cell, resolutions.finest),
  // The index of a cell is that of its descendants with all differing bits set, except for the resolution.
  `8${resolutions.finest.toString(16)}${cell.slice(2)}`,
];

/**
 * The cells that a cell is divided into; none for a cell of the finest resolution. A neighbourhood cell, of less than a
 * square kilometre, is divided into 49 at once: where so small an area is crowded, the crowd is usually at one door.
 */
export function partsOf(cell: string): readonly string[] {
  const resolution = resolutionOf(cell);
  if (resolution >= resolutions.finest) return [];
  return cellToChildren(
    cell,
    Math.min(resolutions.finest, resolution + (resolution < resolutions.neighbourhood ? 1 : 2)),
  );
}

/** H3's own `getResolution` reads the same digit. */
const resolutionOf = (cell: string): number => Number.parseInt(cell.charAt(1), 16);

/** The coarsest cells at a distance of `steps` from the place's own; ring 0 is that cell alone. */
export const ringAround = (place: Point, steps: number): string[] =>
  gridRing(cellOf(place, resolutions.coarsest), steps);

/** A lower bound of the distance between `place` and any place of the cell (in meters). */
export function nearestPossibleMeters(place: Point, cell: string): number {
  const { center, reachMeters } = circleOf(cell);
  return Math.max(0, distanceMeters(place, center) - reachMeters);
}

/**
 * Relative to a cell's size: the cells two resolutions finer are a seventh as large, and up to 1.22 times that near pentagons.
 */
const sizeOfParts = 1.25 / 7;

/**
 * A closer lower bound of the distance between `place` and any place of the cell (in meters), which takes 49 times as long:
 * one circle around a cell reaches a quarter of its size beyond its edges, those around the 49 cells two resolutions finer a
 * twentieth.
 */
export function nearestPlaceMeters(place: Point, cell: string): number {
  const nearest = Math.min(...partCentersOf(cell).map((center) => distanceMeters(place, center)));
  return Math.max(0, nearest - sizeOfParts * circleOf(cell).reachMeters);
}

/** Finding a cell's parts takes far longer than computing their distance. They take 4 KB a cell. */
const partCentersOf = remembering(1_000, (cell): readonly Point[] =>
  cellToChildren(cell, resolutionOf(cell) + 2).map((part) => pointOf(cellToLatLng(part))),
);

/** A circle that contains all of a cell's places. */
interface Circle {
  readonly center: Point;
  readonly reachMeters: number;
}

/** Computing a cell's corners takes most of a search's time. */
const circleOf = remembering(5_000, (cell): Circle => {
  const center = pointOf(cellToLatLng(cell));
  const corners = cellToBoundary(cell).map((corner) => distanceMeters(center, pointOf(corner)));
  return { center, reachMeters: reachOfDescendants * Math.max(...corners) };
});

/** Caches results for this many cells, enough for a city: searches ask for the same cells repeatedly. */
function remembering<Found>(most: number, find: (cell: string) => Found): (cell: string) => Found {
  const found = new Map<string, Found>();
  return (cell) => {
    const known = found.get(cell);
    if (known !== undefined) return known;
    if (found.size >= most) found.clear();
    const value = find(cell);
    found.set(cell, value);
    return value;
  };
}

const pointOf = ([lat, lng]: [number, number]): Point => ({ lat, lng });
