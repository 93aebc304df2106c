import { cityCentre, rounded } from '../../cli/fleet.ts';
import { branches } from '../../core/branches.ts';
import type { Point } from '../../core/point.ts';
import type { Simulate } from '../../core/simulation.ts';

/** No simulated delay: what is measured is how much work gets done. */
export const noDelay: Simulate = Object.fromEntries(Object.keys(branches).map((branch) => [branch, { delayMs: 0 }]));

/** How far from the centre riders are: as far as the fleet is. */
const cityRadiusMeters = 6_000;
const metersPerDegree = 111_195;

/** A ride between two random places, evenly distributed over the city. */
export function requestOf(random: () => number): Record<string, unknown> {
  return {
    pickup: placeIn(random),
    dropoff: placeIn(random),
    product: 'standard',
    paymentMethodId: 'pm_card_visa',
  };
}

/** Evenly over the area around a place; the square root is needed because a ring's area grows with its radius. */
export function placeIn(random: () => number, around: Point = cityCentre, radiusMeters = cityRadiusMeters): Point {
  const meters = radiusMeters * Math.sqrt(random());
  const bearing = 2 * Math.PI * random();
  const lat = around.lat + (meters * Math.cos(bearing)) / metersPerDegree;
  const lng = around.lng + (meters * Math.sin(bearing)) / (metersPerDegree * Math.cos((lat * Math.PI) / 180));
  return { lat: rounded(lat), lng: rounded(lng) };
}
