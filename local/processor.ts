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

/** Shorter times say little: work comes in bursts. */
const windowMs = 500;
const sampleMs = 100;
const saturatedShare = 0.85;
const ownShare = 0.5;

/** Milliseconds of processor time that this process has used. */
function processMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

interface Sample {
  readonly at: number;
  readonly times: ProcessorTimes;
  readonly ownMs: number;
}

/** Tells whether this process uses all that it can have of a machine's processors. */
export class ProcessorLoad {
  readonly #machine: Machine;
  readonly #ownMs: () => number;
  /** The oldest first. All but the first were taken in the last half second. */
  #samples: readonly Sample[];

  constructor(machine: Machine = thisMachine, ownMs: () => number = processMs) {
    this.#machine = machine;
    this.#ownMs = ownMs;
    this.#samples = [this.#take()];
  }

  /**
   * Returns a function that tells whether nearly all processors have been busy since, or for at least half a second if that is
   * longer, at least half of it with this process. Where others keep them busy, this process still gets a share, of which it
   * may use more. Work that sleeps for a second and then wakes all at once saturates the processors for a moment only.
   */
  watch(): () => boolean {
    const begun = this.#latest();
    return () => {
      const now = this.#latest();
      const [oldest = now] = this.#samples;
      return isSaturated(begun.at < oldest.at ? begun : oldest, now);
    };
  }

  #latest(): Sample {
    const last = this.#samples.at(-1) as Sample;
    if (this.#machine.now() - last.at < sampleMs) return last;
    const sample = this.#take();
    const recent = this.#samples.findLastIndex(({ at }) => sample.at - at >= windowMs);
    this.#samples = [...this.#samples.slice(Math.max(0, recent)), sample];
    return sample;
  }

  #take(): Sample {
    return { at: this.#machine.now(), times: this.#machine.processors(), ownMs: this.#ownMs() };
  }
}

function isSaturated(from: Sample, to: Sample): boolean {
  const busyMs = to.times.busy - from.times.busy;
  const allMs = busyMs + to.times.idle - from.times.idle;
  return allMs > 0 && busyMs / allMs > saturatedShare && (to.ownMs - from.ownMs) / allMs >= ownShare;
}
