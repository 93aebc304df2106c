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

/** A place some meters away along a great circle, by bearing in degrees: anywhere on earth, poles included. */
export function awayFrom({ lat, lng }: Point, meters: number, bearing: number): Point {
  const radians = (degrees: number) => (degrees * Math.PI) / 180;
  const degrees = (angle: number) => (angle * 180) / Math.PI;
  const [angle, from, towards] = [meters / 6_371_008.8, radians(lat), radians(bearing)];
  const sine = Math.sin(from) * Math.cos(angle) + Math.cos(from) * Math.sin(angle) * Math.cos(towards);
  const east = Math.atan2(
    Math.sin(towards) * Math.sin(angle) * Math.cos(from),
    Math.cos(angle) - Math.sin(from) * sine,
  );
  return { lat: degrees(Math.asin(Math.max(-1, Math.min(1, sine)))), lng: ((lng + degrees(east) + 540) % 360) - 180 };
}
