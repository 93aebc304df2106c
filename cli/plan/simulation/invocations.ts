import type { Concurrency } from '../../../local/lambda/concurrency.ts';
import type { EventQueue } from './event-queue.ts';
import type { Sampler } from './spread.ts';

export interface EnvironmentTerms {
  /** The account's concurrency, shared by all functions. */
  readonly account: Concurrency;
  /** Environments that are warm from the beginning. */
  readonly warm: number;
  /** New environments that may start in ten seconds. */
  readonly perTenSeconds: number;
  readonly coldStart: Sampler;
}

/** The execution environments of one function. None is shut down. */
export class Environments {
  readonly #events: EventQueue;
  readonly #terms: EnvironmentTerms;
  #idle: number;
  #mayStart: number;
  #countedAt = 0;

  constructor(events: EventQueue, terms: EnvironmentTerms) {
    this.#events = events;
    this.#terms = terms;
    this.#idle = terms.warm;
    this.#mayStart = terms.perTenSeconds;
  }

  /** Milliseconds until an invocation begins, 0 in a warm environment; undefined if it is throttled. */
  take(): number | undefined {
    const { account, coldStart } = this.#terms;
    if (!account.take()) return undefined;
    if (this.#idle > 0) {
      this.#idle -= 1;
      return 0;
    }
    if (this.#mayStartNow()) return coldStart();
    account.giveBack();
    return undefined;
  }

  giveBack(): void {
    this.#idle += 1;
    this.#terms.account.giveBack();
  }

  #mayStartNow(): boolean {
    const { perTenSeconds } = this.#terms;
    const { now } = this.#events;
    this.#mayStart = Math.min(perTenSeconds, this.#mayStart + ((now - this.#countedAt) * perTenSeconds) / 10_000);
    this.#countedAt = now;
    if (this.#mayStart < 1) return false;
    this.#mayStart -= 1;
    return true;
  }
}
