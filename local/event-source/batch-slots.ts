import { Semaphore } from '../semaphore.ts';
import { isProcessorSaturated } from './processor-load.ts';

/** AWS starts a mapping with 5 concurrent batches and adds 5 a second: this is where it is after one second. */
const INITIAL_SLOTS = 10;
const GROWTH_INTERVAL_MS = 50;

/**
 * How many batches of a mapping may be with its function at once. As on AWS the number grows while there is a backlog,
 * up to a bound. It does not grow while the processor is the bottleneck: messages then gather in the queue and come in
 * larger batches, which costs less than further workers that compete for the same cores.
 */
export class BatchSlots {
  readonly #max: number;
  readonly #slots: Semaphore;
  #size: number;

  readonly #isSaturated: () => boolean;

  constructor(max: number, isSaturated: () => boolean = isProcessorSaturated) {
    this.#max = max;
    this.#isSaturated = isSaturated;
    this.#size = Math.min(INITIAL_SLOTS, max);
    this.#slots = new Semaphore(this.#size);
  }

  async acquire(): Promise<void> {
    if (this.#slots.tryAcquire()) return;
    const growth = setInterval(() => this.#grow(), GROWTH_INTERVAL_MS);
    await this.#slots.acquire();
    clearInterval(growth);
  }

  release(): void {
    this.#slots.release();
  }

  #grow(): void {
    if (this.#size >= this.#max || this.#isSaturated()) return;
    this.#size += 1;
    this.#slots.release();
  }
}
