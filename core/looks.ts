import type { RideStore } from './ports.ts';
import type { Ride } from './ride.ts';
import type { ToleratedPorts } from './tolerated.ts';

interface LookPorts extends ToleratedPorts {
  readonly rides: Pick<RideStore, 'get'>;
}

/** Reads one ride repeatedly. A read that fails, or finds nothing, keeps the ride as last seen. */
export class Looks {
  readonly #ports: LookPorts;
  #ride: Ride;
  #failed = 0;
  #lastError: unknown;

  constructor(ports: LookPorts, found: Ride) {
    this.#ports = ports;
    this.#ride = found;
  }

  /** The ride as last seen. */
  get ride(): Ride {
    return this.#ride;
  }

  /** Whether the read succeeded. */
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

  /** Reports all failed reads at once. */
  end(): void {
    if (this.#failed > 0) this.#ports.tolerated?.('look', this.#lastError, this.#failed);
  }
}
