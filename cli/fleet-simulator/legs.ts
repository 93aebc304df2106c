import { distanceMeters } from '../../core/geo.ts';
import type { Point } from '../../core/point.ts';
import { placeIn } from '../fleet.ts';

/** A part of a driver's day: along one street, at the kerb, or off shift. Times are milliseconds from the beginning. */
export interface Leg {
  readonly from: Point;
  readonly to: Point;
  readonly startMs: number;
  readonly endMs: number;
  readonly onShift: boolean;
}

type Range = readonly [least: number, most: number];

const minuteMs = 60_000;

/** Traffic lights included: 18 to 32 km/h. */
const metersPerSecond: Range = [5, 9];
const atKerbMs: Range = [minuteMs / 2, 3 * minuteMs];
const shiftMs: Range = [20 * minuteMs, 60 * minuteMs];
const breakMs: Range = [3 * minuteMs, 10 * minuteMs];

/** Streets run north and east, about a block apart. */
const blockDegrees = 0.0015;

/**
 * A driver's endless day: through the streets to a crossing in the city, a while at the kerb, on to the next one, and off
 * shift now and then. It begins somewhere within a shift, so that drivers do not all leave at once.
 */
export function* legsOf(home: Point, random: () => number): Generator<Leg, never> {
  const within = ([least, most]: Range): number => least + random() * (most - least);
  let place = home;
  let now = 0;
  let shiftEnd = random() * within(shiftMs);
  const leg = (to: Point, durationMs: number, onShift = true): Leg => {
    const next = { from: place, to, startMs: now, endMs: now + durationMs, onShift };
    [place, now] = [to, next.endMs];
    return next;
  };
  for (;;) {
    const speed = within(metersPerSecond);
    for (const corner of streetsTo(crossingNear(placeIn(random)), place, random)) {
      yield leg(corner, (distanceMeters(place, corner) / speed) * 1000);
    }
    yield leg(place, within(atKerbMs));
    if (now > shiftEnd) {
      yield leg(place, within(breakMs), false);
      shiftEnd = now + within(shiftMs);
    }
  }
}

const crossingNear = ({ lat, lng }: Point): Point => ({ lat: onStreet(lat), lng: onStreet(lng) });

const onStreet = (degrees: number): number => Math.round(degrees / blockDegrees) * blockDegrees;

/** Along one street, round a corner, and along another. */
function streetsTo(goal: Point, from: Point, random: () => number): Point[] {
  const corner = random() < 0.5 ? { lat: goal.lat, lng: from.lng } : { lat: from.lat, lng: goal.lng };
  return [corner, goal];
}
