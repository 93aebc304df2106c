/**
 * How many invocations may run at once: those of one function with reserved concurrency, or those of all the others
 * together, which share what the account has left.
 */
export class Concurrency {
  #most: number;
  #running = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** Sets so many aside for a function with reserved concurrency. */
  reserve(invocations: number): Concurrency {
    this.#most = Math.max(0, this.#most - invocations);
    return new Concurrency(invocations);
  }

  /** Whether there is a place for one more; it is taken then. */
  take(): boolean {
    if (this.#running >= this.#most) return false;
    this.#running += 1;
    return true;
  }

  giveBack(): void {
    this.#running -= 1;
  }
}
