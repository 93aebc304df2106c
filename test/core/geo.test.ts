import fc from 'fast-check';
import { cellToBoundary, cellToChildren, cellToLatLng, cellToParent, getPentagons } from 'h3-js';
import { describe, expect, it } from 'vitest';
import {
  areaAround,
  cellOf,
  distanceMeters,
  nearestPlaceMeters,
  nearestPossibleMeters,
  partitionOf,
  partsOf,
  placeOf,
  placesOf,
  resolutions,
  ringAround,
} from '../../core/geo.ts';
import { mostGrowthMeters } from '../../core/nearest-drivers.ts';
import type { Point } from '../../core/point.ts';
import { anywhere, bearing, metersUpTo } from '../support/arbitrary-places.ts';
import { awayFrom } from '../support/places.ts';
import { pickup } from '../support/rides.ts';

const { coarsest, finest } = resolutions;

function centerOf(cell: string): Point {
  const [lat, lng] = cellToLatLng(cell);
  return { lat, lng };
}

const resolution = fc.integer({ min: coarsest, max: finest });

describe.each([
  ['at a glance', nearestPossibleMeters],
  ['looked at closely', nearestPlaceMeters],
])('the nearest place of a cell, %s', (_, metersTo) => {
  it('is not nearer', () => {
    fc.assert(
      fc.property(anywhere, resolution, metersUpTo(12_000), bearing, (from, size, meters, to) => {
        const place = awayFrom(from, meters, to);
        expect(metersTo(from, cellOf(place, size))).toBeLessThanOrEqual(distanceMeters(from, place) + 1e-6);
      }),
      { numRuns: 250 },
    );
  });

  it('is not nearer in its corners', () => {
    fc.assert(
      fc.property(anywhere, (place) => {
        const cell = cellOf(place, finest);
        const { lat, lng } = centerOf(cell);
        for (const [cornerLat, cornerLng] of cellToBoundary(cell)) {
          const onTheWay = (share: number) => ({
            lat: lat + share * (cornerLat - lat),
            lng: lng + share * (((cornerLng - lng + 540) % 360) - 180), // Some lie across the antimeridian.
          });
          const [inside, outside] = [onTheWay(0.999), onTheWay(1.5)];
          expect(metersTo(outside, cell)).toBeLessThanOrEqual(distanceMeters(outside, inside));
        }
      }),
    );
  });

  it('is not further away than where one is', () => {
    fc.assert(
      fc.property(anywhere, fc.integer({ min: coarsest, max: finest - 2 }), (place, size) => {
        const cell = cellOf(place, size);
        const from = centerOf(cell);
        const furthestFirst = (cells: readonly string[]) =>
          cells.toSorted((one, other) => distanceMeters(from, centerOf(other)) - distanceMeters(from, centerOf(one)));
        let corners: readonly string[] = [cell];
        for (let resolution = size; resolution < finest; resolution += 1) {
          corners = furthestFirst(corners.flatMap((each) => cellToChildren(each, resolution + 1))).slice(0, 3);
        }
        for (const corner of corners) expect(metersTo(centerOf(corner), cell)).toBe(0);
      }),
      { numRuns: 150 },
    );
  });
});

describe('a cell', () => {
  it('has all its places within 1.1 times the distance of its furthest corner', () => {
    fc.assert(
      fc.property(anywhere, resolution, (place, size) => {
        const cell = cellOf(place, size);
        const [lat, lng] = cellToLatLng(cell);
        const corners = cellToBoundary(cell).map(([cornerLat, cornerLng]) =>
          distanceMeters({ lat, lng }, { lat: cornerLat, lng: cornerLng }),
        );
        expect(distanceMeters({ lat, lng }, place)).toBeLessThanOrEqual(1.1 * Math.max(...corners));
      }),
      { numRuns: 500 },
    );
  });

  it('has the places of its range, and no others', () => {
    fc.assert(
      fc.property(anywhere, resolution, metersUpTo(9_000), bearing, (place, size, meters, to) => {
        const cell = cellOf(place, size);
        const [first, last] = placesOf(cell);
        const isWithin = (other: string) => other >= first && other <= last;
        expect(isWithin(placeOf(place))).toBe(true);
        const other = awayFrom(place, meters, to);
        expect(isWithin(placeOf(other))).toBe(cellOf(other, size) === cell);
      }),
      { numRuns: 250 },
    );
  });

  it.each([cellOf(pickup, finest - 3), ...getPentagons(finest - 3).slice(0, 3)])(
    'has all of its finest cells in its range, from the first to the last: %s',
    (cell) => {
      const [first, last] = placesOf(cell);
      const isWithin = (place: string) => place >= first && place <= last;
      const children = cellToChildren(cell, finest);
      const around = cellToChildren(cellToParent(cell, finest - 4), finest);
      expect(children.toSorted()[0]).toBe(first);
      expect(around.filter(isWithin).sort()).toEqual(children.toSorted());
    },
  );

  it('of the finest resolution is a place, and has no parts', () => {
    const place = placeOf(pickup);
    expect(placesOf(place)).toEqual([place, place]);
    expect(cellOf(pickup, finest)).toBe(place);
    expect(partsOf(place)).toEqual([]);
  });

  it.each([6, 7, 8, 9, 10, 11])('of resolution %i has each of its places in one of its parts', (size) => {
    fc.assert(
      fc.property(anywhere, (place) => {
        const parts = partsOf(cellOf(place, size));
        const ranges = parts.map(placesOf).filter(([first, last]) => placeOf(place) >= first && placeOf(place) <= last);
        expect(ranges).toHaveLength(1);
      }),
      { numRuns: 30 },
    );
  });

  it('is of the partition and the area that its places are of', () => {
    fc.assert(
      fc.property(anywhere, resolution, (place, size) => {
        expect(partitionOf(cellOf(place, size))).toBe(cellOf(place, coarsest));
        expect(areaAround(placeOf(place))).toBe(cellOf(place));
      }),
    );
  });

  it('of a door is so small that a search which grows by its width is wide enough for all who wait there', () => {
    fc.assert(
      fc.property(anywhere, bearing, metersUpTo(700), (place, to, meters) => {
        const other = awayFrom(place, meters, to);
        fc.pre(cellOf(place, resolutions.door) === cellOf(other, resolutions.door));
        expect(distanceMeters(place, other)).toBeLessThan(mostGrowthMeters);
      }),
      { numRuns: 500 },
    );
  });
});

describe('rings of cells', () => {
  it('surround a place and do not overlap', () => {
    const rings = [0, 1, 2, 3].map((steps) => ringAround(pickup, steps));
    expect(rings.map(({ length }) => length)).toEqual([1, 6, 12, 18]);
    expect(new Set(rings.flat()).size).toBe(37);
  });
});

describe('distance', () => {
  it.each([
    ['nowhere', pickup, pickup, 0],
    ['a degree north', { lat: 0, lng: 0 }, { lat: 1, lng: 0 }, 111_195],
    ['across the date line', { lat: 0, lng: 179.5 }, { lat: 0, lng: -179.5 }, 111_195],
    ['to the other side', { lat: 0, lng: 0 }, { lat: 0, lng: 180 }, 20_015_114],
    ['San Francisco to Oakland', pickup, { lat: 37.8044, lng: -122.2712 }, 13_430],
  ])('is known: %s', (_, from, to, meters) => {
    expect(Math.abs(distanceMeters(from, to) - meters)).toBeLessThanOrEqual(Math.max(2, meters * 0.001));
  });
});
