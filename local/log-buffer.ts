import type { LogEntry } from './log-entry.ts';

/** How much of the log is kept. */
export interface LogLimits {
  readonly lines: number;
  /** Of the lines' text. */
  readonly bytes: number;
}

/** An entry: a text with its time. */
interface Kept {
  readonly at: number;
  readonly requestId?: string | undefined;
  readonly line: string;
}

/** Some thousands of requests, with a few dozen lines each. */
export const DEFAULT_LOG_LIMITS: LogLimits = { lines: 100_000, bytes: 64 * 1024 * 1024 };

export interface LogFilter {
  /** Only entries whose line contains one of these texts, or whose request id is one; all entries when there are none. */
  readonly contains: readonly string[];
  /** Only entries from this time on, in epoch milliseconds. */
  readonly since: number;
}

/** A bounded buffer of the latest log lines, or of other texts: it drops the oldest first and counts them. */
export class LogBuffer<Entry extends Kept = LogEntry> {
  readonly #limits: LogLimits;
  #entries: Entry[] = [];
  /** Index of the first kept entry: those before it are dropped, and removed in bulk from time to time. */
  #first = 0;
  #bytes = 0;
  #dropped = 0;

  constructor(limits: LogLimits = DEFAULT_LOG_LIMITS) {
    this.#limits = limits;
  }

  /** The number of dropped entries. */
  get dropped(): number {
    return this.#dropped;
  }

  add(entry: Entry): void {
    this.#entries.push(entry);
    this.#bytes += bytesOf(entry);
    while (this.#isTooFull()) this.#dropOldest();
  }

  /** In order of arrival. */
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
