import type { DriverReport } from '../../core/messages.ts';
import type { Point } from '../../core/point.ts';
import { type FleetDriver, rounded } from '../fleet.ts';
import { type Leg, legsOf } from './legs.ts';

/** A moving driver. Their position depends only on the time, not on how often it is read. */
export class MovingDriver {
  readonly driverId: string;
  readonly #product: DriverReport['product'];
  readonly #legs: Generator<Leg, never>;
  #leg: Leg;

  constructor({ driverId, report }: FleetDriver, random: () => number) {
    this.driverId = driverId;
    this.#product = report.product;
    this.#legs = legsOf(report.position, random);
    this.#leg = this.#legs.next().value;
  }

  /** The driver's report at a time, in milliseconds since the beginning. Time only advances: an earlier time is an error. */
  at(elapsedMs: number): DriverReport {
    if (elapsedMs < this.#leg.startMs) throw new RangeError(`${this.driverId} is further than ${elapsedMs} ms.`);
    while (elapsedMs >= this.#leg.endMs) this.#leg = this.#legs.next().value;
    return { position: along(this.#leg, elapsedMs), product: this.#product, onShift: this.#leg.onShift };
  }
}

/** At the length of a street a straight line between two places is as good as a great circle. */
function along({ from, to, startMs, endMs }: Leg, elapsedMs: number): Point {
  const share = (elapsedMs - startMs) / (endMs - startMs);
  const between = (one: number, other: number) => rounded(one + (other - one) * share);
  return { lat: between(from.lat, to.lat), lng: between(from.lng, to.lng) };
}
