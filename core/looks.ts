import type { RideStore } from './ports.ts';
import type { Ride } from './ride.ts';
import type { ToleratedPorts } from './tolerated.ts';

interface LookPorts extends ToleratedPorts {
  readonly rides: Pick<RideStore, 'get'>;
}

/** Looks at one ride again and again. A look that fails, or finds nothing, leaves the ride as it was last seen. */
export class Looks {
  readonly #ports: LookPorts;
  #ride: Ride;
  #failed = 0;
  #lastError: unknown;

  constructor(ports: LookPorts, found: Ride) {
    this.#ports = ports;
    this.#ride = found;
  }

  /** The ride as it was last seen. */
  get ride(): Ride {
    return this.#ride;
  }

  /** Whether the look succeeded. */
  async look(read?: 'latest'): Promise<boolean> {
    try {
      this.#ride = (await this.#ports.rides.get(this.#ride.rideId, read)) ?? this.#ride;
      return true;
    } catch (error) {
      this.#failed += 1;
      this.#lastError = error;
      return false;
    }
  }

  /** Tells of the looks that failed, all at once. */
  end(): void {
    if (this.#failed > 0) this.#ports.tolerated?.('look', this.#lastError, this.#failed);
  }
}
