import { grouped } from './figures.ts';

/** How long lines of a kind are counted before their number is written. */
const roundMs = 5_000;

/** The parts that differ between lines of one kind: ids and numbers. */
const particulars = /[0-9a-f]{8,}(-[0-9a-f]+)*|\d+(\.\d+)?/gi;

/**
 * Writes the first line of a kind immediately and, while more follow, their number every five seconds: an error of a thousand
 * rides takes a few lines. `end` writes the counts that are still pending.
 */
export class CountedLines {
  readonly #write: (line: string) => void;
  readonly #rounds = new Map<string, { more: number; latest: string; timer: NodeJS.Timeout }>();

  constructor(write: (line: string) => void) {
    this.#write = write;
  }

  add(line: string): void {
    const kind = line.replace(particulars, '#');
    const round = this.#rounds.get(kind);
    if (round) {
      round.more += 1;
      round.latest = line;
      return;
    }
    this.#write(line);
    const timer = setInterval(() => this.#tell(kind), roundMs).unref();
    this.#rounds.set(kind, { more: 0, latest: line, timer });
  }

  end(): void {
    for (const kind of this.#rounds.keys()) {
      this.#tell(kind);
      this.#forget(kind);
    }
  }

  #tell(kind: string): void {
    const round = this.#rounds.get(kind);
    if (!round?.more) {
      this.#forget(kind);
      return;
    }
    const others = round.more - 1;
    this.#write(others > 0 ? `${round.latest} (and ${grouped(others)} more of this kind)` : round.latest);
    round.more = 0;
  }

  #forget(kind: string): void {
    clearInterval(this.#rounds.get(kind)?.timer);
    this.#rounds.delete(kind);
  }
}
