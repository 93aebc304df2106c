import { describe, expect, it } from 'vitest';
import { type Machine, ProcessorLoad } from '../../local/processor.ts';

/** A machine of two processors that is at work for a second, with this process and with others. */
function isSaturatedBy(own: number, others: number): boolean {
  const at = { ms: 0, busy: 0, own: 0 };
  const machine: Machine = {
    now: () => at.ms,
    processors: () => ({ busy: at.busy, idle: 2 * at.ms - at.busy }),
  };
  const load = new ProcessorLoad(machine, 2, () => at.own);
  at.ms = 1_000;
  at.busy = 2_000 * (own + others);
  at.own = 2_000 * own;
  return load.isSaturated;
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

  it('is measured anew after half a second', () => {
    const at = { ms: 0, own: 0 };
    const load = new ProcessorLoad(
      { now: () => at.ms, processors: () => ({ busy: at.own, idle: at.ms - at.own }) },
      1,
      () => at.own,
    );
    at.ms = 499;
    at.own = 499;
    expect(load.isSaturated).toBe(false);
    at.ms = 500;
    at.own = 500;
    expect(load.isSaturated).toBe(true);
    at.ms = 1_000;
    expect(load.isSaturated).toBe(false);
  });
});
