/**
 * Limits the invocations that may run at once: those of one function with reserved concurrency, or those of all the others
 * together, which share the rest of the account's.
 */
export class Concurrency {
  #most: number;
  #running = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** Reserves concurrency for a function. */
  reserve(invocations: number): Concurrency {
    this.#most = Math.max(0, this.#most - invocations);
    return new Concurrency(invocations);
  }

  /** Takes a slot; returns whether one was free. */
  take(): boolean {
    if (this.#running >= this.#most) return false;
    this.#running += 1;
    return true;
  }

  giveBack(): void {
    this.#running -= 1;
  }
}
