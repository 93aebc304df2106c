import { cpus } from 'node:os';

/** What a clock of own time goes by. */
export interface MachineTimes {
  /** Milliseconds, on any scale. */
  readonly now: () => number;
  /** Milliseconds that all processors together have been busy and idle, on any scale. */
  readonly processors: () => { readonly busy: number; readonly idle: number };
}

const sampleMs = 250;

/** From this share of all processors on, what is ready to run waits for a processor. */
const saturatedShare = 0.9;

/** A function that gets a processor a quarter of the time is not to be taken for one that hangs. It still ends. */
const slowed = 0.25;

/**
 * A clock that slows down while the machine's processors are saturated, by this process or by others. Time-outs are of
 * a function's own time: on AWS it has its processor for itself, and here dozens share two of them.
 */
export class OwnTime {
  readonly #machine: MachineTimes;
  #ms = 0;
  #last: { readonly at: number; readonly busy: number; readonly idle: number };

  constructor(machine: MachineTimes) {
    this.#machine = machine;
    this.#last = { at: machine.now(), ...machine.processors() };
  }

  /** Milliseconds of own time, on a scale of its own. It has to be asked, or sampled, every now and then. */
  now(): number {
    const elapsedMs = this.#machine.now() - this.#last.at;
    if (elapsedMs < sampleMs) return this.#ms;
    const { busy, idle } = this.#machine.processors();
    const [busyMs, idleMs] = [busy - this.#last.busy, idle - this.#last.idle];
    const isSaturated = busyMs / Math.max(1, busyMs + idleMs) >= saturatedShare;
    this.#ms += isSaturated ? elapsedMs * slowed : elapsedMs;
    this.#last = { at: this.#last.at + elapsedMs, busy, idle };
    return this.#ms;
  }
}

function processorTimes() {
  const times = cpus().map((processor) => processor.times);
  const sum = (of: (each: (typeof times)[number]) => number) => times.reduce((total, each) => total + of(each), 0);
  return { busy: sum(({ user, nice, sys, irq }) => user + nice + sys + irq), idle: sum(({ idle }) => idle) };
}

let shared: OwnTime | undefined;

/** Milliseconds of own time on this machine. */
export function ownTimeMs(): number {
  if (shared === undefined) {
    const clock = new OwnTime({ now: () => performance.now(), processors: processorTimes });
    setInterval(() => clock.now(), sampleMs).unref();
    shared = clock;
  }
  return shared.now();
}
