import type { LogEntry } from '../../../local/index.ts';

/** Collects a cloud's log; tests wait for its lines instead of for time to pass. */
export class LogTail {
  readonly entries: LogEntry[] = [];
  readonly #watchers = new Set<() => void>();

  add(entry: LogEntry): void {
    this.entries.push(entry);
    for (const watcher of [...this.#watchers]) watcher();
  }

  /** The JSON that a function wrote to stdout, line by line. */
  facts<T = Record<string, unknown>>(functionId?: string): T[] {
    return this.entries
      .filter(({ stream, functionName }) => stream === 'stdout' && (!functionId || functionName.endsWith(functionId)))
      .map(({ line }) => JSON.parse(line));
  }

  /** Resolves to the first `count` entries that match, as soon as they are there. */
  async until(matches: (entry: LogEntry) => boolean, count = 1): Promise<LogEntry[]> {
    while (true) {
      const found = this.entries.filter(matches);
      if (found.length >= count) return found;
      await new Promise<void>((resolve) => {
        const watcher = () => {
          this.#watchers.delete(watcher);
          resolve();
        };
        this.#watchers.add(watcher);
      });
    }
  }

  /** The first `count` facts that a function wrote. */
  async untilFacts<T = Record<string, unknown>>(functionId: string, count = 1): Promise<T[]> {
    const isFact = ({ stream, functionName }: LogEntry) => stream === 'stdout' && functionName.endsWith(functionId);
    await this.until(isFact, count);
    return this.facts<T>(functionId);
  }
}
