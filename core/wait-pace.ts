/**
 * When to look whether a ride has ended. Looking costs a read each time, so it should happen rarely, and neither long
 * before nor long after the end. The pace learns how long rides take here as TCP learns the round-trip time (RFC 6298:
 * a smoothed mean and a smoothed deviation). The first look comes when the first rides usually end, the next ones
 * follow closely and then ever further apart: a ride that takes as long as the others costs two or three reads.
 *
 * While nothing is known, and for rides much slower than usual, looks come at a fixed fraction of the ride's age: an
 * answer is late by at most that fraction, and reads grow with the logarithm of the wait.
 */
export class WaitPace {
  #meanMs: number | undefined;
  #deviationMs = 0;

  /** Takes how long a ride took, from its request to its end. */
  observe(ms: number): void {
    if (this.#meanMs === undefined) {
      this.#meanMs = ms;
      this.#deviationMs = ms / 2;
      return;
    }
    this.#deviationMs += (Math.abs(this.#meanMs - ms) - this.#deviationMs) / 4;
    this.#meanMs += (ms - this.#meanMs) / 8;
  }

  /** Milliseconds to wait before the next look, `ageMs` after the ride was requested. */
  nextMs(ageMs: number): number {
    const proportionalMs = Math.max(unknownMs, ageMs * fraction);
    if (this.#meanMs === undefined) return proportionalMs;
    const firstLookMs = this.#meanMs - 2 * this.#deviationMs;
    const pastMs = ageMs - firstLookMs;
    if (-pastMs > closestMs) return -pastMs;
    return Math.min(proportionalMs, Math.max(closestMs, this.#deviationMs, pastMs / 2));
  }
}

/** Of the ride's age, between two looks. */
const fraction = 1 / 8;

/** Between looks when it is not known how long rides take. */
const unknownMs = 20;

/** Between looks when a ride is about to end. */
const closestMs = 3;
