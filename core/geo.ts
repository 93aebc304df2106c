import { cellToBoundary, cellToLatLng, gridRing, latLngToCell } from 'h3-js';
import type { Point } from './point.ts';

/** H3 resolution of the driver index and of surge areas: cells of about 5.2 km², 1.4 km from centre to corner. */
const resolution = 7;

/** Mean earth radius in meters (IUGG). */
const earthRadiusMeters = 6_371_008.8;

const radians = (degrees: number) => (degrees * Math.PI) / 180;

/** Great-circle distance in meters, by the haversine formula. */
export function distanceMeters(from: Point, to: Point): number {
  const dLat = radians(to.lat - from.lat);
  const dLng = radians(to.lng - from.lng);
  const h = Math.sin(dLat / 2) ** 2 + Math.cos(radians(from.lat)) * Math.cos(radians(to.lat)) * Math.sin(dLng / 2) ** 2;
  return 2 * earthRadiusMeters * Math.asin(Math.min(1, Math.sqrt(h)));
}

/** The cell that a place lies in. */
export const cellOf = ({ lat, lng }: Point): string => latLngToCell(lat, lng, resolution);

/** H3 resolution at which the drivers of a cell are put in order: cells of some 15,000 m². */
const placeResolution = 10;

/**
 * A place's position within its cell, as text. H3 numbers a cell's children together, so that neighbours in this order
 * are mostly neighbours on the ground.
 */
export const placeOf = ({ lat, lng }: Point): string => latLngToCell(lat, lng, placeResolution);

/** The cells that are `steps` steps away from the place's own; ring 0 is that cell alone. */
export const ringAround = (place: Point, steps: number): string[] => gridRing(cellOf(place), steps);

/** No place in the cell is nearer to `place` than this (in meters). */
export function nearestPossibleMeters(place: Point, cell: string): number {
  if (cellOf(place) === cell) return 0;
  const center = pointOf(cellToLatLng(cell));
  const circumradius = Math.max(...cellToBoundary(cell).map((corner) => distanceMeters(center, pointOf(corner))));
  return Math.max(0, distanceMeters(place, center) - circumradius);
}

const pointOf = ([lat, lng]: [number, number]): Point => ({ lat, lng });
