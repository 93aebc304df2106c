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

/** Whether nearly all of a machine's processors were busy recently, with this process or with others. */
export class ProcessorLoad {
  readonly #meter: BusyMeter;
  #share = 0;

  constructor(machine: Machine = thisMachine) {
    this.#meter = new BusyMeter(machine, windowMs);
  }

  get isSaturated(): boolean {
    this.#share = this.#meter.measure()?.busyShare ?? this.#share;
    return this.#share > saturatedShare;
  }
}
