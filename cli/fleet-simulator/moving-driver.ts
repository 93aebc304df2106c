import type { DriverReport } from '../../core/messages.ts';
import type { Point } from '../../core/point.ts';
import { type FleetDriver, rounded } from '../fleet.ts';
import { type Leg, legsOf } from './legs.ts';

/** A driver who drives about. Where they are depends on the time alone, and not on how often one looks. */
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

  /** What the driver reports so many milliseconds after the beginning. Time goes forward: an earlier moment is an error. */
  at(elapsedMs: number): DriverReport {
    if (elapsedMs < this.#leg.startMs) throw new RangeError(`${this.driverId} is further than ${elapsedMs} ms.`);
    while (elapsedMs >= this.#leg.endMs) this.#leg = this.#legs.next().value;
    return { position: along(this.#leg, elapsedMs), product: this.#product, onShift: this.#leg.onShift };
  }
}

/** On a street's length a straight line between two places is as good as a great circle. */
function along({ from, to, startMs, endMs }: Leg, elapsedMs: number): Point {
  const share = (elapsedMs - startMs) / (endMs - startMs);
  const between = (one: number, other: number) => rounded(one + (other - one) * share);
  return { lat: between(from.lat, to.lat), lng: between(from.lng, to.lng) };
}
