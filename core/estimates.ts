import { distanceMeters } from './geo.ts';
import type { Point } from './point.ts';
import type { Route } from './ports.ts';
import type { Instant } from './time.ts';

/**
 * Road distance over great-circle distance: an assumption of this project, of the order that studies of road networks
 * report for cities (about 1.2 in Newell, "Traffic flow on transportation networks", 1980; more for short trips,
 * Giacomin and Levinson, "Road network circuity in metropolitan areas", Environment and Planning B 42, 2015).
 */
const roadFactor = 1.3;

/** Mean speed in km/h by hour of the day: an assumption of this project, shaped like a city with two rush hours. */
const speedByHour = [
  42, 43, 44, 44, 42, 38, 32, 25, 22, 25, 28, 28, 27, 27, 26, 24, 21, 19, 21, 25, 30, 34, 37, 40,
] as const;

/** Beyond this great-circle distance no car trip is assumed to exist. */
const longestRouteMeters = 500_000;

/** A trip's estimated distance and duration; undefined when it is too long for a car. */
export function estimateRoute(from: Point, to: Point, departure: Instant): Route | undefined {
  const straight = distanceMeters(from, to);
  if (straight > longestRouteMeters) return undefined;
  const meters = Math.round(straight * roadFactor);
  const seconds = Math.round(meters / metersPerSecond(from, departure));
  return { distanceMeters: meters, durationSeconds: seconds, source: 'estimate' };
}

/** The hour is solar time at that place (15° of longitude an hour): accurate enough for traffic, and needs no time zones. */
function metersPerSecond(place: Point, departure: Instant): number {
  const hour = Math.floor((new Date(departure).getUTCHours() + place.lng / 15 + 24) % 24);
  return ((speedByHour[hour] ?? speedByHour[0]) * 1000) / 3600;
}
