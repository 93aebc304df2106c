/** What a window depends on. */
export interface BatchWindowOptions {
  /** The maximum of batches under way, whatever the window. */
  readonly maxBatches: number;
  /** The maximum of messages per batch. */
  readonly batchSize: number;
  /** Returns a function that tells whether this process has saturated the machine's processors since. */
  readonly watchProcessors: () => () => boolean;
  /** By how many milliseconds the function's workers are late with their work. */
  readonly lateMs: () => number;
}

/**
 * Fifteen batches of the default size, where AWS starts with five: a flood's first rides, whose branches wait for a second or two,
 * would leave processors idle until the window has grown.
 */
const firstMessages = 15 * 10;
const fewestMessages = 4 * 10;

/** A worker that is this late has more work than its share of the processor allows. */
const lateWorkerMs = 200;
const shrinking = 0.8;

/**
 * Limits how many messages of a mapping its function may have at once. It is TCP's congestion window (RFC 5681), with messages
 * as segments, and grows while it is full: by each message that was handled if the processor had capacity to spare meanwhile
 * (slow start), else by a batch per round trip (congestion avoidance). It shrinks, at most once per round trip, when the
 * function's worker is late. So functions that wait for I/O soon get many messages at once, and functions that compute get no
 * more than they can handle: the excess waits in the queue, where no time-out runs.
 */
export class BatchWindow {
  readonly #options: BatchWindowOptions;
  readonly #line: ((place: Place) => void)[] = [];
  #size = firstMessages;
  #messages = 0;
  #batches = 0;
  /** The number of batches that have begun: in total, when the window was last full, and when it last shrank. */
  #begun = 0;
  #begunWhenFull = 0;
  #begunAtShrinking = 0;

  constructor(options: BatchWindowOptions) {
    this.#options = options;
  }

  /** The number of messages that it allows now. */
  get size(): number {
    return Math.floor(this.#size);
  }

  /** Waits until another batch fits. */
  acquire(): Promise<Place> {
    return new Promise((resolve) => {
      this.#line.push(resolve);
      this.#admit();
      if (this.#line.length > 0) this.#begunWhenFull = this.#begun;
    });
  }

  #admit(): void {
    while (this.#line.length > 0 && this.#fits()) {
      this.#batches += 1;
      this.#messages += this.#options.batchSize;
      this.#line.shift()?.(this.#place());
    }
  }

  #fits(): boolean {
    if (this.#batches === 0) return true;
    return this.#batches < this.#options.maxBatches && this.#messages + this.#options.batchSize <= this.#size;
  }

  #place(): Place {
    let wasSaturated = () => false;
    let held = this.#options.batchSize;
    let begun = 0;
    return {
      fill: (messages) => {
        this.#messages -= held - messages;
        held = messages;
        this.#begun += 1;
        begun = this.#begun;
        wasSaturated = this.#options.watchProcessors();
        this.#admit();
      },
      release: (isDone) => {
        this.#adapt(held, begun, isDone, wasSaturated);
        this.#messages -= held;
        this.#batches -= 1;
        this.#admit();
      },
    };
  }

  #adapt(messages: number, begun: number, isDone: boolean, wasSaturated: () => boolean): void {
    const { maxBatches, batchSize, lateMs } = this.#options;
    if (lateMs() > lateWorkerMs) {
      if (begun <= this.#begunAtShrinking) return;
      this.#size = Math.max(fewestMessages, this.#size * shrinking);
      this.#begunAtShrinking = this.#begun;
    } else if (isDone && begun <= this.#begunWhenFull) {
      const more = wasSaturated() ? (messages * batchSize) / this.#size : messages;
      this.#size = Math.min(maxBatches * batchSize, this.#size + more);
    }
  }
}

/** One batch's share of a window. */
export interface Place {
  /** The number of messages received: the rest of a full batch's share is released. */
  fill(messages: number): void;
  /** @param isDone whether the batch was handled, and not failed or throttled */
  release(isDone: boolean): void;
}
