import fc from 'fast-check';
import { cellToBoundary, cellToLatLng, getPentagons } from 'h3-js';
import { cellOf } from '../../core/geo.ts';
import type { Point } from '../../core/point.ts';

const pointOf = ([lat, lng]: readonly [number, number]): Point => ({ lat, lng });

/** All of them equally often: fast-check's own doubles are next to nothing mostly, and its numbers small rather than large. */
const share = fc.noBias(fc.integer({ min: 0, max: 2 ** 31 - 1 })).map((number) => number / (2 ** 31 - 1));

/** Meters up to `most`. */
export const metersUpTo = (most: number): fc.Arbitrary<number> => share.map((part) => part * most);

/** In degrees, clockwise from the north. */
export const bearing: fc.Arbitrary<number> = fc.integer({ min: 0, max: 359 });

const spot = fc
  .record({ north: share, east: share })
  .map(({ north, east }) => ({ lat: (Math.asin(2 * north - 1) * 180) / Math.PI, lng: 360 * east - 180 }));

/** Right on the corner or the edge of a cell, or just beside it. */
const onTheBorder = fc
  .record({
    place: spot,
    resolution: fc.integer({ min: 6, max: 12 }),
    corner: fc.nat(9),
    towards: fc.constantFrom(0.5, 0.999, 1, 1.001),
  })
  .map(({ place, resolution, corner, towards }) => {
    const boundary = cellToBoundary(cellOf(place, resolution)).map(pointOf);
    const { lat, lng } = boundary[corner % boundary.length] ?? place;
    if (Math.abs(lng - place.lng) > 90) return place;
    return { lat: place.lat + (lat - place.lat) * towards, lng: place.lng + (lng - place.lng) * towards };
  });

const odd: readonly Point[] = [
  { lat: 90, lng: 0 },
  { lat: -90, lng: 180 },
  { lat: 10, lng: 180 },
  { lat: -16.5, lng: -180 },
  { lat: 65, lng: 179.999 },
  ...[6, 7, 9, 12].flatMap((resolution) => getPentagons(resolution).map((cell) => pointOf(cellToLatLng(cell)))),
];

/** Places all over the earth: often on the border of cells, at the poles, on the date line, or at a pentagon. */
export const anywhere: fc.Arbitrary<Point> = fc.oneof(
  { weight: 4, arbitrary: spot },
  { weight: 4, arbitrary: onTheBorder },
  { weight: 1, arbitrary: fc.constantFrom(...odd) },
);
