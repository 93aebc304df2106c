/** Interval of the heartbeat of a worker that has work. */
export const beatMs = 50;

/** Shared memory holds moments as epoch milliseconds in 31 bits. */
const bits = 2 ** 31;
export const momentNow = (): number => Date.now() % bits;
const msSince = (moment: number): number => (momentNow() - moment + bits) % bits;

const [lastBeat, begun] = [0, 1];
const closed = -1;

/**
 * State that a worker shares with its parent thread without messages, which a busy loop does not deliver. The worker's side is
 * in `runtime.mjs`: while it has invocations it writes the time every {@link beatMs}, and it counts each invocation that it
 * begins, unless the count is closed.
 */
export class WorkerState {
  readonly memory = new Int32Array(new SharedArrayBuffer(8));
  #begun = 0;

  /** A heartbeat is due from now on. */
  expectBeat(): void {
    Atomics.store(this.memory, lastBeat, momentNow());
  }

  /** By how many milliseconds the heartbeat of a worker with work is late. */
  get lateMs(): number {
    return Math.max(0, msSince(Atomics.load(this.memory, lastBeat)) - beatMs);
  }

  /** Stops the worker from beginning more, and returns how many invocations it has begun. Idempotent. */
  close(): number {
    const count = Atomics.exchange(this.memory, begun, closed);
    if (count !== closed) this.#begun = count;
    return this.#begun;
  }
}
