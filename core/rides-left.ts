import { deadlineMsOf, slotOf, slotOfRide } from './load.ts';
import { LoadCounts } from './load-counts.ts';
import type { LoadStore } from './ports.ts';
import type { Ride } from './ride.ts';
import type { Clock } from './time.ts';

export interface RidesLeftPorts {
  readonly load: LoadStore;
  readonly clock: Clock;
}

/** A store that has failed is not told again before that. */
const pauseMs = 1_000;

/** What a ride that has left `requested` says of the service. One that its rider has cancelled says nothing. */
export function countLeft(counts: LoadCounts, ride: Ride, now: number): void {
  if (ride.flow !== 'parallel') return;
  counts.add('left', slotOfRide(ride));
  if (ride.outcome === undefined && ride.status === 'cancelled') return;
  counts.add(endedWell(ride) ? 'done' : 'failed', slotOf(now, deadlineMsOf(ride)));
}

/** Whether the service did what it is there for: a ride that was refused for a reason of its own was decided, too. */
function endedWell({ status, reasons = [] }: Ride): boolean {
  return status !== 'expired' && !reasons.some(({ code }) => code.endsWith('_unavailable'));
}

/**
 * Counts the rides that a process moves on from `requested`, and tells the others at the end of each invocation: there may
 * be no other one for a long time, and rides that are over would be taken for late ones until then.
 */
export class RidesLeft {
  readonly #ports: RidesLeftPorts;
  readonly #counts = new LoadCounts();
  #toldAt = Number.NEGATIVE_INFINITY;
  #hasFailed = false;
  #deadlineMs = 0;

  constructor(ports: RidesLeftPorts) {
    this.#ports = ports;
  }

  count(ride: Ride): void {
    this.#deadlineMs = deadlineMsOf(ride);
    countLeft(this.#counts, ride, this.#ports.clock().getTime());
  }

  /** For the end of an invocation. What could not be told is told with the next one. It never throws. */
  async tell(): Promise<void> {
    const now = this.#ports.clock().getTime();
    const isTooSoon = this.#hasFailed && now - this.#toldAt < pauseMs;
    if (this.#counts.unsent('left') === 0 || isTooSoon) return;
    this.#toldAt = now;
    try {
      await this.#counts.send(this.#ports.load, now, this.#deadlineMs);
      this.#hasFailed = false;
    } catch {
      this.#hasFailed = true;
    }
  }
}
