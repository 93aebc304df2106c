import { NotTakenError } from './errors.ts';
import { type Counter, type Counts, isCounted, type Load, noCounts } from './load.ts';
import type { LoadStore } from './ports.ts';

/**
 * Counts of this process that it has not published yet. Counts whose request got no response may or may not have been added;
 * they are handled so that no caller is refused for rides that don't exist: accepted rides are not published again, rides
 * that left are. Either error ends with its slot.
 */
export class LoadCounts {
  #unsent = new Map<number, Counts>();
  #underWay: readonly Load[] = [];

  add(counter: Counter, slot: number, times = 1): void {
    const counts = this.#unsent.get(slot) ?? noCounts;
    this.#unsent.set(slot, { ...counts, [counter]: counts[counter] + times });
  }

  /** These counts, plus the counts of this process that they can't include yet. */
  with(load: Load): Load {
    return sumOf([load, ...this.#underWay, this.#unsent]);
  }

  /** How often this was counted since it was last sent. */
  unsent(counter: Counter): number {
    return [...this.#unsent.values()].reduce((total, counts) => total + counts[counter], 0);
  }

  /** Publishes the counts, and returns the totals of all processes. */
  async send(store: LoadStore, now: number, deadlineMs: number): Promise<Load> {
    const sent = new Map([...this.#unsent].filter(([slot]) => isCounted(slot, now, deadlineMs)));
    this.#unsent = new Map();
    this.#underWay = [...this.#underWay, sent];
    try {
      return await store.add(sent, now, deadlineMs);
    } catch (error) {
      this.#unsent = sumOf([error instanceof NotTakenError ? sent : withoutAccepted(sent), this.#unsent]);
      throw error;
    } finally {
      this.#underWay = this.#underWay.filter((each) => each !== sent);
    }
  }
}

const withoutAccepted = (load: Load): Load =>
  new Map([...load].map(([slot, counts]) => [slot, { ...counts, accepted: 0 }]));

/** The sum of several counts, slot by slot. */
export function sumOf(loads: readonly Load[]): Map<number, Counts> {
  const sums = new Map<number, Counts>();
  for (const load of loads) {
    for (const [slot, counts] of load) sums.set(slot, plus(sums.get(slot), counts));
  }
  return sums;
}

const plus = (one: Counts | undefined, other: Counts): Counts =>
  one === undefined
    ? other
    : {
        accepted: one.accepted + other.accepted,
        left: one.left + other.left,
        done: one.done + other.done,
        failed: one.failed + other.failed,
        refused: one.refused + other.refused,
      };
