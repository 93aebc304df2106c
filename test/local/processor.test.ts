import { describe, expect, it } from 'vitest';
import { ProcessorLoad } from '../../local/processor.ts';

/** A machine of two processors. */
class TwoProcessors {
  readonly #at = { ms: 0, busy: 0, own: 0 };
  readonly load = new ProcessorLoad(
    { now: () => this.#at.ms, processors: () => ({ busy: this.#at.busy, idle: 2 * this.#at.ms - this.#at.busy }) },
    () => this.#at.own,
  );

  /** Works for some time, with shares of this process and of others. */
  work(ms: number, own: number, others = 0): void {
    this.#at.ms += ms;
    this.#at.busy += 2 * ms * (own + others);
    this.#at.own += 2 * ms * own;
  }
}

function isSaturatedBy(own: number, others: number): boolean {
  const machine = new TwoProcessors();
  const wasSaturated = machine.load.watch();
  machine.work(1_000, own, others);
  return wasSaturated();
}

describe('the load of the processors', () => {
  it('saturates them when this process uses nearly all', () => {
    expect(isSaturatedBy(0.9, 0)).toBe(true);
    expect(isSaturatedBy(0.8, 0)).toBe(false);
  });

  it('saturates them with others, when this process has at least half', () => {
    expect(isSaturatedBy(0.5, 0.5)).toBe(true);
  });

  it('does not when others use most of them', () => {
    expect(isSaturatedBy(0.4, 0.6)).toBe(false);
    expect(isSaturatedBy(0, 1)).toBe(false);
  });

  it('is that of the whole time', () => {
    const machine = new TwoProcessors();
    const wasSaturated = machine.load.watch();
    machine.work(1_000, 0.5);
    machine.load.watch();
    machine.work(500, 1);
    expect(machine.load.watch()()).toBe(true);
    expect(wasSaturated()).toBe(false);
  });

  it('is that of the last half second where the time is shorter', () => {
    const machine = new TwoProcessors();
    for (let tenths = 0; tenths < 9; tenths += 1) {
      machine.work(100, tenths < 4 ? 0 : 1);
      machine.load.watch();
    }
    const wasSaturated = machine.load.watch();
    machine.work(20, 0);
    expect(wasSaturated()).toBe(true);
    machine.work(480, 0);
    expect(wasSaturated()).toBe(false);
  });

  it('is none before there was any', () => {
    expect(new TwoProcessors().load.watch()()).toBe(false);
  });
});
