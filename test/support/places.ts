import type { Point } from '../../core/point.ts';

let places = 0;

/** A pickup far from those of all other tests, so that each test has its drivers for itself. */
export function aPlace(): Point {
  places += 1;
  return { lat: 10 + (places % 50), lng: -150 + Math.floor(places / 50) * 3 };
}

/** A place some kilometers north of another. */
export const northOf = ({ lat, lng }: Point, kilometers: number): Point => ({ lat: lat + kilometers / 111.195, lng });

/** A valid request for a ride of five kilometers. */
export function aRequest(pickup: Point = aPlace()) {
  return { pickup, dropoff: northOf(pickup, 5), product: 'standard', paymentMethodId: 'pm_card_visa' };
}
