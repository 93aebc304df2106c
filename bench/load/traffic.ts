import { asDriver, asRider } from '../../cli/callers.ts';
import { mulberry32 } from '../../cli/mulberry32.ts';
import type { RideEvent } from '../../core/messages.ts';
import type { Simulate } from '../../core/simulation.ts';
import { type Api, patiently } from '../support/api.ts';
import { noDelay, requestOf } from './riders.ts';

/** An accepted ride. Times are those of `performance.now()`. */
export interface AcceptedRide {
  readonly riderId: string;
  readonly rideId: string;
  readonly requestedAt: number;
  readonly acknowledgedAt: number;
  endedAt?: number;
  status?: string;
}

/** A refused request. */
export interface Refusal {
  readonly at: number;
  readonly status: number;
  /** The problem's code, such as `overloaded`. */
  readonly code: string;
  /** The answer's `Retry-After`. */
  readonly retryAfterSeconds: number | undefined;
  readonly ms: number;
}

/** Signing a token for each ride would take more processor time than the API takes to verify it. */
const riders = 500;

/** Requests rides, receives their ends, and completes the confirmed ones, so that their drivers are free again. */
export class Traffic {
  readonly accepted = new Map<string, AcceptedRide>();
  readonly refusals: Refusal[] = [];
  /** Confirmed rides that could not be completed. */
  notCompleted = 0;
  readonly #api: Api;
  readonly #random = mulberry32(1);
  /** Events that came before the acknowledgement. */
  readonly #early = new Map<string, RideEvent>();
  readonly #completions = new Set<Promise<void>>();
  #requested = 0;
  #ended = 0;
  /** The callers that wait for a ride to end. */
  #waiting: (() => void)[] = [];

  constructor(api: Api) {
    this.#api = api;
  }

  /** How many accepted rides have not ended yet. */
  get backlog(): number {
    return this.accepted.size - this.#ended;
  }

  /**
   * Requests one ride, and resolves when that is answered: to the refusal, if it is refused.
   *
   * @param simulate delays and faults of the ride's branches; by default none, not even their usual delays
   */
  async request(simulate: Simulate = noDelay): Promise<Refusal | undefined> {
    this.#requested += 1;
    const riderId = `rider-${this.#requested % riders}`;
    const rider = await asRider(riderId);
    const requestedAt = performance.now();
    const { status, headers, body, ms } = await this.#api.call<{ rideId: string; code: string }>('POST', 'rides', {
      headers: { ...rider, prefer: 'respond-async' },
      body: { ...requestOf(this.#random), simulate },
    });
    if (status === 202) {
      this.#accept({ riderId, rideId: body.rideId, requestedAt, acknowledgedAt: requestedAt + ms });
      return undefined;
    }
    const retryAfter = headers['retry-after'];
    const retryAfterSeconds = retryAfter === undefined ? undefined : Number(retryAfter);
    const refusal = { at: requestedAt, status, code: body.code, retryAfterSeconds, ms };
    this.refusals.push(refusal);
    return refusal;
  }

  /** Handles an event of `ride-events`. */
  hear(event: RideEvent): void {
    const ride = this.accepted.get(event.rideId);
    if (ride) this.#end(ride, event);
    else this.#early.set(event.rideId, event);
  }

  /** Resolves when fewer than `bound` accepted rides are under way. */
  async backlogBelow(bound: number): Promise<void> {
    while (this.backlog >= bound) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  /** Resolves when no completion is under way. */
  async completions(): Promise<void> {
    while (this.#completions.size > 0) await Promise.all(this.#completions);
  }

  #accept(ride: AcceptedRide): void {
    this.accepted.set(ride.rideId, ride);
    const early = this.#early.get(ride.rideId);
    this.#early.delete(ride.rideId);
    if (early) this.#end(ride, early);
  }

  #end(ride: AcceptedRide, { type, rideId, driverId }: RideEvent): void {
    if (ride.endedAt !== undefined) return; // The event was delivered again.
    ride.endedAt = performance.now();
    ride.status = type.replace('ride.', '');
    this.#ended += 1;
    if (type === 'ride.confirmed') {
      const completion = this.#complete(rideId, driverId ?? '').finally(() => this.#completions.delete(completion));
      this.#completions.add(completion);
    }
    for (const wake of this.#waiting.splice(0)) wake();
  }

  async #complete(rideId: string, driverId: string): Promise<void> {
    const headers = await asDriver(driverId);
    const { status } = await patiently(() => this.#api.call('POST', `rides/${rideId}/complete`, { headers }));
    if (status !== 200) this.notCompleted += 1;
  }
}
