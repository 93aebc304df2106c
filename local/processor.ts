import { cpus } from 'node:os';

/** Milliseconds that all processors of a machine together have been busy and idle, on any scale. */
interface ProcessorTimes {
  readonly busy: number;
  readonly idle: number;
}

/** The source of a machine's processor load. */
export interface Machine {
  /** Milliseconds, on any scale. */
  readonly now: () => number;
  readonly processors: () => ProcessorTimes;
}

/** The one that this process runs on. */
export const thisMachine: Machine = { now: () => performance.now(), processors };

function processors(): ProcessorTimes {
  const times = cpus().map((processor) => processor.times);
  const sum = (of: (each: (typeof times)[number]) => number) => times.reduce((total, each) => total + of(each), 0);
  return { busy: sum(({ user, nice, sys, irq }) => user + nice + sys + irq), idle: sum(({ idle }) => idle) };
}

/** Measures how busy a machine's processors are, in consecutive intervals. */
export class BusyMeter {
  readonly #machine: Machine;
  readonly #everyMs: number;
  #last: { readonly at: number; readonly times: ProcessorTimes };

  constructor(machine: Machine, everyMs: number) {
    this.#machine = machine;
    this.#everyMs = everyMs;
    this.#last = { at: machine.now(), times: machine.processors() };
  }

  /**
   * The time since the last measurement, and the share of it in which the processors were busy; undefined while it is too
   * short.
   */
  measure(): { readonly elapsedMs: number; readonly busyShare: number } | undefined {
    const at = this.#machine.now();
    const elapsedMs = at - this.#last.at;
    if (elapsedMs < this.#everyMs) return undefined;
    const times = this.#machine.processors();
    const [busy, idle] = [times.busy - this.#last.times.busy, times.idle - this.#last.times.idle];
    this.#last = { at, times };
    return { elapsedMs, busyShare: busy / Math.max(1, busy + idle) };
  }
}

const windowMs = 500;
const saturatedShare = 0.85;
const ownShare = 0.5;

/** Milliseconds of processor time that this process has used. */
function processMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Tells whether this process uses all that it can have of a machine's processors. */
export class ProcessorLoad {
  readonly #meter: BusyMeter;
  readonly #count: number;
  readonly #ownMs: () => number;
  #lastOwnMs: number;
  #isSaturated = false;

  constructor(machine: Machine = thisMachine, count = cpus().length, ownMs: () => number = processMs) {
    this.#meter = new BusyMeter(machine, windowMs);
    this.#count = count;
    this.#ownMs = ownMs;
    this.#lastOwnMs = ownMs();
  }

  /**
   * Whether nearly all processors were busy recently, at least half of it with this process. Where others keep them busy, this
   * process still gets a share, of which it may use more.
   */
  get isSaturated(): boolean {
    const measured = this.#meter.measure();
    if (measured === undefined) return this.#isSaturated;
    const ownMs = this.#ownMs();
    const own = (ownMs - this.#lastOwnMs) / (measured.elapsedMs * this.#count);
    this.#lastOwnMs = ownMs;
    this.#isSaturated = measured.busyShare > saturatedShare && own >= ownShare;
    return this.#isSaturated;
  }
}
