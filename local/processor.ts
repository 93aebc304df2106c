import { cpus } from 'node:os';

/** Milliseconds that all processors of a machine together have been busy and idle, on any scale. */
export interface ProcessorTimes {
  readonly busy: number;
  readonly idle: number;
}

/** What the load of a machine's processors is read from. */
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

/** The part of a time in which the processors were busy. */
export const busyShare = (since: ProcessorTimes, until: ProcessorTimes): number => {
  const [busy, idle] = [until.busy - since.busy, until.idle - since.idle];
  return busy / Math.max(1, busy + idle);
};

const windowMs = 500;
const saturatedShare = 0.85;

/** Whether nearly all of a machine's processors were busy lately, with this process or with others. */
export class ProcessorLoad {
  readonly #machine: Machine;
  #last: { readonly at: number; readonly times: ProcessorTimes };
  #share = 0;

  constructor(machine: Machine = thisMachine) {
    this.#machine = machine;
    this.#last = { at: machine.now(), times: machine.processors() };
  }

  get isSaturated(): boolean {
    const at = this.#machine.now();
    if (at - this.#last.at >= windowMs) {
      const times = this.#machine.processors();
      this.#share = busyShare(this.#last.times, times);
      this.#last = { at, times };
    }
    return this.#share > saturatedShare;
  }
}
