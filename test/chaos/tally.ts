/** Counts of what happened, by kind. */
export class Tally {
  readonly #counts = new Map<string, number>();

  add(kind: string, times = 1): void {
    this.#counts.set(kind, (this.#counts.get(kind) ?? 0) + times);
  }

  of(kind: string): number {
    return this.#counts.get(kind) ?? 0;
  }

  get total(): number {
    return [...this.#counts.values()].reduce((sum, count) => sum + count, 0);
  }

  /** By kind, in alphabetical order. */
  entries(): [string, number][] {
    return [...this.#counts].sort(([one], [other]) => one.localeCompare(other));
  }
}

/** How often each item occurs. */
export function tallyOf(items: Iterable<string>): Tally {
  const tally = new Tally();
  for (const item of items) tally.add(item);
  return tally;
}
