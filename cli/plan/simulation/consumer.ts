import type { EventQueue } from './event-queue.ts';
import type { Environments } from './invocations.ts';
import type { Sampler } from './spread.ts';

export interface ConsumerTerms<Message> {
  readonly environments: Environments;
  /** From a message's arrival, or from when a waiting one may be taken, to its invocation. */
  readonly poll: Sampler;
  /** Concurrent invocations at first, those added a minute while messages wait, and the most. */
  readonly mapping: { readonly start: number; readonly perMinute: number; readonly most: number };
  readonly batchSize: number;
  /** Processes a batch, and calls `done` at the end of the invocation. */
  readonly work: (messages: readonly Message[], done: () => void) => void;
}

/** The delay before the first retry of a throttled invocation; it grows with each further one. */
const firstRetryMs = 250;
const longestRetryMs = 4_000;

/** A queue, its event source mapping and its function: no batching window; it scales up while messages wait. */
export class Consumer<Message> {
  readonly #events: EventQueue;
  readonly #terms: ConsumerTerms<Message>;
  #queue: Message[] = [];
  #head = 0;
  #allowed: number;
  #running = 0;
  #isGrowing = false;
  #throttled = 0;

  constructor(events: EventQueue, terms: ConsumerTerms<Message>) {
    this.#events = events;
    this.#terms = terms;
    this.#allowed = terms.mapping.start;
  }

  /** Messages that are not in an invocation. */
  get waiting(): number {
    return this.#queue.length - this.#head;
  }

  /** Throttled invocations, with each retry counted. */
  get throttled(): number {
    return this.#throttled;
  }

  send(message: Message): void {
    this.#queue.push(message);
    this.#take();
  }

  #take(): void {
    while (this.waiting > 0 && this.#running < Math.floor(this.#allowed)) {
      this.#running += 1;
      const batch = this.#batch();
      this.#events.after(this.#terms.poll(), () => this.#invoke(batch, firstRetryMs));
    }
    if (this.waiting > 0) this.#grow();
  }

  #batch(): readonly Message[] {
    const batch = this.#queue.slice(this.#head, this.#head + this.#terms.batchSize);
    this.#head += batch.length;
    if (this.#head === this.#queue.length) {
      this.#queue = [];
      this.#head = 0;
    }
    return batch;
  }

  #grow(): void {
    const { perMinute, most } = this.#terms.mapping;
    if (this.#isGrowing || this.#allowed >= most || perMinute === 0) return;
    this.#isGrowing = true;
    this.#events.after(60_000 / perMinute, () => {
      this.#isGrowing = false;
      if (this.waiting === 0) return;
      this.#allowed = Math.min(most, this.#allowed + 1);
      this.#take();
    });
  }

  #invoke(batch: readonly Message[], retryMs: number): void {
    const { environments, work } = this.#terms;
    const startsInMs = environments.take();
    if (startsInMs === undefined) {
      this.#throttled += 1;
      this.#events.after(retryMs, () => this.#invoke(batch, Math.min(longestRetryMs, 2 * retryMs)));
      return;
    }
    this.#events.after(startsInMs, () => work(batch, () => this.#end()));
  }

  #end(): void {
    this.#terms.environments.giveBack();
    this.#running -= 1;
    this.#take();
  }
}
