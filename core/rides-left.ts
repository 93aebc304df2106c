import { deadlineMsOf, slotOf, slotOfRide } from './load.ts';
import { LoadCounts } from './load-counts.ts';
import { isUnavailable } from './outcome-rule.ts';
import type { LoadStore } from './ports.ts';
import type { Ride } from './ride.ts';
import type { Clock } from './time.ts';

export interface RidesLeftPorts {
  readonly load: LoadStore;
  readonly clock: Clock;
}

/** Delay before a store that has failed is called again. */
const pauseMs = 1_000;

/** What a ride that has left `requested` shows about the service. A ride cancelled by its rider shows nothing. */
export function countLeft(counts: LoadCounts, ride: Ride, now: number): void {
  if (ride.flow !== 'parallel') return;
  counts.add('left', slotOfRide(ride));
  if (ride.outcome === undefined && ride.status === 'cancelled') return;
  counts.add(endedWell(ride) ? 'done' : 'failed', slotOf(now, deadlineMsOf(ride)));
}

/** Whether the service worked: a ride that was refused for a business reason was decided, too. */
function endedWell({ status, reasons = [] }: Ride): boolean {
  return status !== 'expired' && !reasons.some(isUnavailable);
}

/**
 * Counts the rides that a process moves on from `requested`, and publishes the counts at the end of each invocation: the next
 * one may be far off, and until then finished rides would be taken for late ones.
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

  /**
   * Called at the end of an invocation. Counts that could not be published are published with the next one. It never throws.
   */
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
