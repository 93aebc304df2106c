import { availableParallelism } from 'node:os';
import { type ThreadTimes, threadTimes, timeBetween } from '../support/processor-time.ts';
import type { Table } from '../support/table.ts';

/** The share of a kind of thread in the machine's processor capacity, from 0 to 1. */
export type Shares = readonly (readonly [thread: string, share: number])[];

/** Linux truncates the names of threads. */
const nameLength = 15;

/** Records where the processor time goes during one step of a measurement. */
export class Profile {
  shares: Shares = [];
  readonly #physicalIds: Readonly<Record<string, string>>;
  readonly #step: string;
  #begun: { times: ThreadTimes; at: number } | undefined;

  /**
   * @param physicalIds the stack's, by logical id: functions' threads are named after them
   * @param step how the line begins that tells that the step begins
   */
  constructor(physicalIds: Readonly<Record<string, string>>, step: string) {
    this.#physicalIds = physicalIds;
    this.#step = step;
  }

  /** Called when a step begins. */
  atProgress(line: string): void {
    const times = threadTimes();
    const at = performance.now();
    if (this.#begun && times) this.shares = this.#sharesOf(timeBetween(this.#begun.times, times), at - this.#begun.at);
    this.#begun = times && line.startsWith(this.#step) ? { times, at } : undefined;
  }

  #sharesOf(times: readonly [string, number][], elapsedMs: number): Shares {
    return times.map(([name, ms]) => [this.#labelOf(name), ms / elapsedMs / availableParallelism()]);
  }

  #labelOf(name: string): string {
    const isOf = (physicalId: string) => name.length === nameLength && physicalId.startsWith(name);
    const [logicalId] = Object.entries(this.#physicalIds).find(([id, each]) => /Function/.test(id) && isOf(each)) ?? [];
    if (logicalId) return `function ${logicalId.replace(/Function.*$/, '')}`;
    return labels[name] ?? name;
  }
}

/** The rows of a table of them; threads that hardly ran are left out. */
export const threadsOf = (shares: Shares, ridesPerSecond: number): Pick<Table, 'columns' | 'rows'> => ({
  columns: ['thread', '% of all cores', 'ms per ride'],
  rows: shares
    .filter(([, share]) => share >= 0.002)
    .map(([thread, share]) => [thread, 100 * share, (share * availableParallelism() * 1000) / ridesPerSecond]),
});

const labels: Readonly<Record<string, string>> = {
  MainThread: 'API gateway and pollers',
  'dynalite-thread': 'DynamoDB (dynalite)',
  'fauxqs-thread': 'SNS and SQS (fauxqs)',
  V8Worker: 'garbage collection and compilation (V8)',
};
