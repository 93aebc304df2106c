import { setTimeout as wait } from 'node:timers/promises';
import { asDriver, asRider } from '../../cli/callers.ts';
import { mulberry32 } from '../../cli/mulberry32.ts';
import type { RideEvent } from '../../core/messages.ts';
import type { Simulate } from '../../core/simulation.ts';
import type { Api } from '../support/api.ts';
import { noDelay, requestOf } from './riders.ts';

/** A ride that was accepted. Times are those of `performance.now()`. */
export interface AcceptedRide {
  readonly riderId: string;
  readonly rideId: string;
  readonly requestedAt: number;
  readonly acknowledgedAt: number;
  endedAt?: number;
  status?: string;
}

/** A request that was not accepted. */
export interface Refusal {
  readonly at: number;
  readonly status: number;
  /** The problem's, such as `overloaded`. */
  readonly code: string;
  /** When to ask again, as the answer says. */
  readonly retryAfterSeconds: number | undefined;
  readonly ms: number;
}

/** To sign a token for each ride would take more of the machine than it takes the API to look at it. */
const riders = 500;

/** How often a completion that the API throttles is tried again, a second later each time. */
const completionAttempts = 60;

/** Asks for rides, hears how they end, and completes those that were confirmed, so that their drivers are free again. */
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
  /** Who waits for a ride to end. */
  #waiting: (() => void)[] = [];

  constructor(api: Api) {
    this.#api = api;
  }

  /** How many accepted rides have not ended yet. */
  get backlog(): number {
    return this.accepted.size - this.#ended;
  }

  /**
   * Asks for one ride, and resolves when that is answered: to the refusal, if it is refused.
   *
   * @param simulate what the ride's branches suffer; nothing, not even their usual delays, by default
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

  /** Takes an event of `ride-events`. */
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
    if (ride.endedAt !== undefined) return; // Announced again.
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
    for (let attempt = 0; attempt < completionAttempts; attempt += 1) {
      const headers = await asDriver(driverId);
      const { status } = await this.#api.call('POST', `rides/${rideId}/complete`, { headers });
      if (status === 200) return;
      if (status !== 429) break;
      await wait(1_000);
    }
    this.notCompleted += 1;
  }
}
