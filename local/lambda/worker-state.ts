/** How often a worker that has something to do shows that its loop turns. */
export const beatMs = 50;

/** What memory that is shared with workers can hold of a moment: epoch milliseconds in 31 bits. */
const bits = 2 ** 31;
export const momentNow = (): number => Date.now() % bits;
const msSince = (moment: number): number => (momentNow() - moment + bits) % bits;

const [lastBeat, begun] = [0, 1];
const closed = -1;

/**
 * What a worker and the thread that has started it tell each other without messages, which a busy loop does not deliver.
 * The worker's side is in `runtime.mjs`: while it has invocations it writes the moment every {@link beatMs}, and it counts
 * each one that it begins, unless the count is closed.
 */
export class WorkerState {
  readonly memory = new Int32Array(new SharedArrayBuffer(8));
  #begun = 0;

  /** From now on a beat is due. */
  expectBeat(): void {
    Atomics.store(this.memory, lastBeat, momentNow());
  }

  /** By how many milliseconds the loop of a worker that has something to do is late. */
  get lateMs(): number {
    return Math.max(0, msSince(Atomics.load(this.memory, lastBeat)) - beatMs);
  }

  /** Has it begin nothing more, and tells how many invocations it has begun. It may be closed again. */
  close(): number {
    const count = Atomics.exchange(this.memory, begun, closed);
    if (count !== closed) this.#begun = count;
    return this.#begun;
  }
}
