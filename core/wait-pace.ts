/**
 * When to check whether a ride has ended. Each check costs a read, so checks should be rare, and come neither long before nor
 * long after the end. The pace learns how long rides take as TCP learns the round-trip time (RFC 6298: a smoothed mean and a
 * smoothed deviation). The first check comes at the mean, the next ones follow, at first a deviation apart and then at growing
 * intervals: every other ride costs one read. An earlier first check would cost more reads, and help only the rides that end
 * early.
 *
 * While no duration is known, and for rides much slower than usual, checks come at a fixed fraction of the ride's age: an
 * answer is late by at most that fraction, and reads grow with the logarithm of the wait.
 */
export class WaitPace {
  #meanMs: number | undefined;
  #deviationMs = 0;

  /** Records how long a ride took, from its request to its end. */
  observe(ms: number): void {
    if (this.#meanMs === undefined) {
      this.#meanMs = ms;
      this.#deviationMs = ms;
      return;
    }
    this.#deviationMs += (Math.abs(this.#meanMs - ms) - this.#deviationMs) / 4;
    this.#meanMs += (ms - this.#meanMs) / 8;
  }

  /** Milliseconds to wait before the next check, `ageMs` after the ride was requested. */
  nextMs(ageMs: number): number {
    const proportionalMs = Math.max(unknownMs, ageMs * fraction);
    if (this.#meanMs === undefined) return proportionalMs;
    const pastMs = ageMs - this.#meanMs;
    if (-pastMs > closestMs) return -pastMs;
    return Math.min(proportionalMs, Math.max(closestMs, this.#deviationMs, pastMs / 2));
  }
}

/** Fraction of the ride's age, between two checks. */
const fraction = 1 / 8;

/** Between checks while the usual duration of rides is unknown. */
const unknownMs = 20;

/** Between checks when a ride is about to end. */
const closestMs = 3;
