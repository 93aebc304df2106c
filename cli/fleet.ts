import { firstCity } from '../core/first-trip.ts';
import type { DriverReport } from '../core/messages.ts';
import type { Point } from '../core/point.ts';
import type { Product } from '../core/products.ts';
import { mulberry32 } from './mulberry32.ts';

/** The default number of drivers. */
export const usualFleetSize = 500;

/** The centre of San Francisco. */
export const cityCentre: Point = firstCity.center;

const cityRadiusMeters = 6_000;
const metersPerDegree = 111_195;

export interface FleetDriver {
  readonly driverId: string;
  readonly report: DriverReport;
}

/** A fleet around the city's centre, denser towards it. The same seed gives the same fleet. `name` begins each driver's id. */
export function fleetOf(size: number, seed = 1, name = 'driver'): FleetDriver[] {
  const random = mulberry32(seed);
  return Array.from({ length: size }, (_, index) => ({
    driverId: `${name}-${String(index + 1).padStart(4, '0')}`,
    report: { position: placeIn(random), product: productOf(random()), onShift: true },
  }));
}

/** A place in the city. */
export function placeIn(random: () => number): Point {
  const distance = random() * cityRadiusMeters;
  const bearing = random() * 2 * Math.PI;
  const lat = cityCentre.lat + (distance * Math.cos(bearing)) / metersPerDegree;
  const lng =
    cityCentre.lng + (distance * Math.sin(bearing)) / (metersPerDegree * Math.cos((cityCentre.lat * Math.PI) / 180));
  return { lat: rounded(lat), lng: rounded(lng) };
}

/** To about a tenth of a metre: devices are no more precise. */
export const rounded = (degrees: number): number => Math.round(degrees * 1e6) / 1e6;

/** Seven in ten vehicles are standard, two XL, one premium. */
function productOf(share: number): Product {
  if (share < 0.7) return 'standard';
  return share < 0.9 ? 'xl' : 'premium';
}
