/** An event at a time; the next event happens after its promise has settled. */
type Happening = () => void | Promise<void>;

interface Entry {
  readonly at: number;
  readonly order: number;
  readonly happen: Happening;
}

/** Virtual time: events in order of time; events of the same time in the order in which they were scheduled. */
export class EventQueue {
  /** A binary heap: each entry precedes its two children. */
  readonly #heap: Entry[] = [];
  #now = 0;
  #planned = 0;

  /** Milliseconds since the beginning. */
  get now(): number {
    return this.#now;
  }

  /** Schedules an event a number of milliseconds from now. */
  after(ms: number, happen: Happening): void {
    this.#planned += 1;
    this.#push({ at: this.#now + Math.max(0, ms), order: this.#planned, happen });
  }

  /** Runs until no event is left. */
  async run(): Promise<void> {
    for (let next = this.#pop(); next !== undefined; next = this.#pop()) {
      this.#now = next.at;
      const happening = next.happen();
      if (happening !== undefined) await happening;
    }
  }

  #push(entry: Entry): void {
    const heap = this.#heap;
    let index = heap.push(entry) - 1;
    while (index > 0) {
      const above = (index - 1) >> 1;
      const parent = heap[above] as Entry;
      if (!isBefore(entry, parent)) break;
      heap[index] = parent;
      index = above;
    }
    heap[index] = entry;
  }

  #pop(): Entry | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return first;
    let index = 0;
    for (let below = 1; below < heap.length; below = 2 * index + 1) {
      if (below + 1 < heap.length && isBefore(heap[below + 1] as Entry, heap[below] as Entry)) below += 1;
      const child = heap[below] as Entry;
      if (!isBefore(child, last)) break;
      heap[index] = child;
      index = below;
    }
    heap[index] = last;
    return first;
  }
}

const isBefore = (one: Entry, other: Entry): boolean =>
  one.at < other.at || (one.at === other.at && one.order < other.order);
