import { BusyMeter, type Machine, thisMachine } from '../processor.ts';
import { momentNow } from './worker-state.ts';

/** How often own time is sampled. */
export const sampleMs = 250;

/** From this share of all processors on, runnable work waits for a processor. */
const saturatedShare = 0.9;

/** A function that gets a processor a quarter of the time must not be taken for a hanging one. It still times out. */
const slowed = 0.25;

/**
 * A clock that slows down while the machine's processors are saturated, by this process or by others. Time-outs use a
 * function's own time: on AWS it has its own processor, and here dozens share two of them.
 */
export class OwnTime {
  readonly #meter: BusyMeter;
  #ms = 0;
  #isSuspended = false;

  constructor(machine: Machine) {
    this.#meter = new BusyMeter(machine, sampleMs);
  }

  /** Milliseconds of own time, on a scale of its own. It must be read, or sampled, regularly. */
  now(): number {
    const measured = this.#meter.measure();
    if (measured && !this.#isSuspended) {
      this.#ms += measured.elapsedMs * (measured.busyShare >= saturatedShare ? slowed : 1);
    }
    return this.#ms;
  }

  /** Stops or resumes the clock: while a debugger holds a function at a breakpoint, none of them times out. */
  suspend(isSuspended: boolean): void {
    this.now();
    this.#isSuspended = isSuspended;
  }
}

/** Shares own time with workers: its last sample, when that was taken, and whether it may be suspended (see `runtime.mjs`). */
const board = new Int32Array(new SharedArrayBuffer(12));

let shared: OwnTime | undefined;

const sharedClock = (): OwnTime => {
  shared ??= sampled(new OwnTime(thisMachine));
  return shared;
};

/** Milliseconds of own time on this machine. */
export const ownTimeMs = (): number => sharedClock().now();

/** Stops or resumes the own time of all functions. */
export const suspendOwnTime = (isSuspended: boolean): void => sharedClock().suspend(isSuspended);

/** Tells functions that their own time may be suspended: timers that they set by it would not be. */
export const allowSuspension = (isAllowed: boolean): void => {
  Atomics.store(board, 2, Number(isAllowed));
};

/** Own time in the form that a worker reads. */
export function ownTimeBoard(): Int32Array {
  ownTimeMs();
  return board;
}

function sampled(clock: OwnTime): OwnTime {
  const sample = () => {
    Atomics.store(board, 0, clock.now());
    Atomics.store(board, 1, momentNow());
  };
  sample();
  setInterval(sample, sampleMs).unref();
  return clock;
}
