/** What a window follows. */
export interface BatchWindowOptions {
  /** The most batches that may be under way, whatever the window. */
  readonly maxBatches: number;
  /** The most messages of a batch. */
  readonly batchSize: number;
  /** Whether the machine's processors have nothing to spare. */
  readonly isSaturated: () => boolean;
  /** By how many milliseconds the function's workers are behind with what they have. */
  readonly lateMs: () => number;
}

/** AWS starts a mapping with five batches at once; a batch has ten messages unless it is told otherwise. */
const firstMessages = 5 * 10;
const fewestMessages = 4 * 10;

/** A worker that is so late has more to do than its share of the processor allows. */
const lateWorkerMs = 200;
const shrinking = 0.8;

/**
 * How many messages of a mapping may be with its function at once. It is the congestion window of TCP (RFC 5681), with
 * messages for segments: it grows by each message that was dealt with while it was full, if the processor has something to
 * spare, and shrinks, once in a round, when the function's worker is late. So functions that wait for something get many
 * messages at once soon, and functions that compute get no more than they can take: what is too much waits in the queue,
 * where no time-out runs.
 */
export class BatchWindow {
  readonly #options: BatchWindowOptions;
  readonly #line: ((place: Place) => void)[] = [];
  #size = firstMessages;
  #messages = 0;
  #batches = 0;
  /** How many batches have begun; and how many had when the window was full last, and when it shrank last. */
  #begun = 0;
  #begunWhenFull = 0;
  #begunAtShrinking = 0;

  constructor(options: BatchWindowOptions) {
    this.#options = options;
  }

  /** How many messages it allows now. */
  get size(): number {
    return Math.floor(this.#size);
  }

  /** Waits until a batch fits in. */
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
    let held = this.#options.batchSize;
    let begun = 0;
    return {
      fill: (messages) => {
        this.#messages -= held - messages;
        held = messages;
        this.#begun += 1;
        begun = this.#begun;
        this.#admit();
      },
      release: (isDone) => {
        this.#adapt(held, begun, isDone);
        this.#messages -= held;
        this.#batches -= 1;
        this.#admit();
      },
    };
  }

  #adapt(messages: number, begun: number, isDone: boolean): void {
    if (this.#options.lateMs() > lateWorkerMs) {
      if (begun <= this.#begunAtShrinking) return;
      this.#size = Math.max(fewestMessages, this.#size * shrinking);
      this.#begunAtShrinking = this.#begun;
    } else if (isDone && begun <= this.#begunWhenFull && !this.#options.isSaturated()) {
      this.#size = Math.min(this.#options.maxBatches * this.#options.batchSize, this.#size + messages);
    }
  }
}

/** One batch's part of a window. */
export interface Place {
  /** So many messages were received: what is left of a full batch's place is for others. */
  fill(messages: number): void;
  /** @param isDone whether the batch was dealt with, and not failed or refused */
  release(isDone: boolean): void;
}
