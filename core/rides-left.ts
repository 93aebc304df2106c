import { deadlineMsOf, slotOf, slotOfRide } from './load.ts';
import { LoadCounts } from './load-counts.ts';
import type { LoadStore } from './ports.ts';
import type { Ride } from './ride.ts';
import type { Clock } from './time.ts';

export interface RidesLeftPorts {
  readonly load: LoadStore;
  readonly clock: Clock;
}

/** A process tells the others no more often than that, unless it has so much to tell. */
const quietMs = 1_000;
const mostUntold = 25;

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

/** Counts the rides that a process moves on from `requested`, and tells the others now and then. */
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

  /** For the end of an invocation. What has not been told by then may be told with the next one. It never throws. */
  async tell(): Promise<void> {
    const now = this.#ports.clock().getTime();
    const untold = this.#counts.unsent('left');
    const atMost = this.#hasFailed ? Number.POSITIVE_INFINITY : mostUntold;
    if (untold === 0 || (untold < atMost && now - this.#toldAt < quietMs)) return;
    this.#toldAt = now;
    try {
      await this.#counts.send(this.#ports.load, now, this.#deadlineMs);
      this.#hasFailed = false;
    } catch {
      this.#hasFailed = true;
    }
  }
}
