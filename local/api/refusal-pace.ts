/** In milliseconds. */
const spacing = 5;
const most = 400;
const atOnce = 100;

/**
 * Delays functions' refusals (429) when there are many: one more every 5 ms, after a hundred at once, and none by more than
 * 0.4 s. A caller that is refused at once can ask again at once, and on one machine a hundred such callers take most of the
 * processor from the rides that were admitted. It is the generic cell rate algorithm (ITU-T I.371), with a limited delay.
 */
export class RefusalPace {
  readonly #now: () => number;
  /** When the next refusal would be due if they were evenly spaced. */
  #dueAt = Number.NEGATIVE_INFINITY;

  /** @param now milliseconds, on any scale */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Counts one refusal. Returns by how many milliseconds it is to be delayed. */
  next(): number {
    const now = this.#now();
    const dueAt = Math.max(this.#dueAt, now - atOnce * spacing);
    this.#dueAt = Math.min(dueAt + spacing, now + most);
    return Math.max(0, this.#dueAt - now);
  }
}
