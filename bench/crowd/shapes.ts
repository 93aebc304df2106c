import { cellToLatLng, cellToVertexes, gridRing, latLngToCell, vertexToLatLng } from 'h3-js';
import { mulberry32 } from '../../cli/mulberry32.ts';
import type { Point } from '../../core/point.ts';
import type { Product } from '../../core/products.ts';
import { placeIn } from '../load/riders.ts';
import { shuffled } from '../support/shuffled.ts';

/** The parameters of a crowd. */
export interface Shape {
  readonly riders: number;
  readonly drivers: number;
  /** The radius in meters around one place within which everybody is; 0: all at one point. */
  readonly radius: number;
  /** Whether that place is a corner of cells of the index, with drivers on two sides of a border. */
  readonly border: boolean;
  /** Seconds over which riders arrive; 0: all at once. */
  readonly over: number;
  /** Assigned in turn to riders, and to drivers. */
  readonly products: readonly Product[];
  /** Percentage of the drivers whose last report is too old for matching. */
  readonly stale: number;
}

/** 200 riders and as many drivers, all at once and at one point. */
export const point: Shape = {
  riders: 200,
  drivers: 200,
  radius: 0,
  border: false,
  over: 0,
  products: ['standard'],
  stale: 0,
};

/** The default crowds. */
export const shapes: Readonly<Record<string, Shape>> = {
  point,
  border: { ...point, border: true },
  products: { ...point, products: ['standard', 'xl'] },
  stale: { ...point, drivers: 400, stale: 50 },
  arriving: { ...point, over: 5 },
  // Enough drivers that one is left within 8 km of the last rider: those further away are not matched.
  city: { ...point, drivers: 500, radius: 6_000 },
};

export interface Crowd {
  readonly riders: readonly {
    readonly riderId: string;
    readonly pickup: Point;
    readonly product: Product;
    readonly afterMs: number;
  }[];
  readonly drivers: readonly CrowdDriver[];
}

export interface CrowdDriver {
  readonly driverId: string;
  readonly position: Point;
  readonly product: Product;
  readonly stale: boolean;
}

/** The places and arrival times: anywhere in the city unless specified. The same seed gives the same crowd. */
export function crowdOf(shape: Shape, seed: number, name = 'crowd', where?: Point): Crowd {
  const random = mulberry32(seed);
  const around = where ?? placeIn(random);
  const [place, ...sides] = shape.border ? cornerNear(around) : [around, around];
  const { products, radius } = shape;
  const dealt = (index: number): Product => products[index % products.length] ?? 'standard';
  const drivers = Array.from({ length: shape.drivers }, (_, index) => ({
    position: placeIn(random, sides[Math.floor(index / products.length) % sides.length], radius),
    product: dealt(index),
    stale: index < (shape.drivers * shape.stale) / 100,
  }));
  return {
    riders: Array.from({ length: shape.riders }, (_, index) => ({
      riderId: `${name}-rider-${index + 1}`,
      pickup: placeIn(random, place, radius),
      product: dealt(index),
      afterMs: random() * shape.over * 1000,
    })),
    drivers: shuffled(drivers, random).map((driver, index) => ({ driverId: `${name}-driver-${index + 1}`, ...driver })),
  };
}

/** H3 resolution of the index of drivers. */
const resolution = 7;

/** How far the drivers are from the border towards the centers of their cells, some 1.4 km away: 20 m or so. */
const inward = 0.015;

/** A corner of the cell around a place, a place next to it in that cell, and one in a neighbour of that cell. */
function cornerNear({ lat, lng }: Point): [Point, Point, Point] {
  const cell = latLngToCell(lat, lng, resolution);
  const [corner = ''] = cellToVertexes(cell);
  const neighbour = gridRing(cell, 1).find((other) => cellToVertexes(other).includes(corner)) ?? cell;
  const [fromLat, fromLng] = vertexToLatLng(corner);
  const inside = (side: string): Point => {
    const [toLat, toLng] = cellToLatLng(side);
    return { lat: fromLat + inward * (toLat - fromLat), lng: fromLng + inward * (toLng - fromLng) };
  };
  return [{ lat: fromLat, lng: fromLng }, inside(cell), inside(neighbour)];
}
