import type { LogEntry } from './log-entry.ts';

/** How much of the log is kept. */
export interface LogLimits {
  readonly lines: number;
  /** Of the lines' text. */
  readonly bytes: number;
}

/** What is kept: a text of a moment. */
interface Kept {
  readonly at: number;
  readonly requestId?: string | undefined;
  readonly line: string;
}

/** Some thousands of requests, at a few dozen lines each. */
export const DEFAULT_LOG_LIMITS: LogLimits = { lines: 100_000, bytes: 64 * 1024 * 1024 };

export interface LogFilter {
  /** Only entries with one of these texts in their line or as their request's id; all of them when there are none. */
  readonly contains: readonly string[];
  /** Only entries as late as this, in epoch milliseconds. */
  readonly since: number;
}

/** The latest lines of all functions, or other texts that come and go, within bounds: the oldest go first, and how many have gone is counted. */
export class LogBuffer<Entry extends Kept = LogEntry> {
  readonly #limits: LogLimits;
  #entries: Entry[] = [];
  /** Where the kept ones begin: entries before it have gone and are cleared away from time to time, not one by one. */
  #first = 0;
  #bytes = 0;
  #dropped = 0;

  constructor(limits: LogLimits = DEFAULT_LOG_LIMITS) {
    this.#limits = limits;
  }

  /** How many entries were too many. */
  get dropped(): number {
    return this.#dropped;
  }

  add(entry: Entry): void {
    this.#entries.push(entry);
    this.#bytes += bytesOf(entry);
    while (this.#isTooFull()) this.#dropOldest();
  }

  /** In the order in which they came. */
  entries({ contains, since }: LogFilter): Entry[] {
    const mentions = ({ line, requestId }: Entry) =>
      contains.length === 0 || contains.some((text) => text === requestId || line.includes(text));
    return this.#entries.slice(this.#first).filter((entry) => entry.at >= since && mentions(entry));
  }

  #isTooFull(): boolean {
    return this.#entries.length - this.#first > this.#limits.lines || this.#bytes > this.#limits.bytes;
  }

  #dropOldest(): void {
    this.#bytes -= bytesOf(this.#entries[this.#first] as Entry);
    this.#first += 1;
    this.#dropped += 1;
    if (this.#first < this.#entries.length / 2) return;
    this.#entries = this.#entries.slice(this.#first);
    this.#first = 0;
  }
}

const bytesOf = ({ line }: Kept): number => Buffer.byteLength(line);
