import { describe, expect, it } from 'vitest';
import { OwnTime } from '../../local/lambda/own-time.ts';

/** A machine of two processors, of which some are busy. */
function aMachine() {
  let [now, busy, idle] = [0, 0, 0];
  const clock = new OwnTime({ now: () => now, processors: () => ({ busy, idle }) });
  return {
    clock,
    pass: (ms: number, busyProcessors: number) => {
      now += ms;
      busy += busyProcessors * ms;
      idle += (2 - busyProcessors) * ms;
      return clock.now();
    },
  };
}

describe('the own time of functions', () => {
  it('is that of the machine while there is a processor to be had', () => {
    const { pass } = aMachine();
    expect(pass(1_000, 0)).toBe(1_000);
    expect(pass(1_000, 1)).toBe(2_000);
    expect(pass(10, 1)).toBe(2_000); // between two samples
    expect(pass(990, 1)).toBe(3_000);
  });

  it('goes on slowly while all processors are busy, so that what hangs ends all the same', () => {
    const { pass } = aMachine();
    expect(pass(1_000, 2)).toBe(250);
    expect(pass(10_000, 2)).toBe(2_750);
  });

  it('is quick again as soon as they are not', () => {
    const { pass } = aMachine();
    pass(4_000, 2);
    expect(pass(500, 1)).toBe(1_500);
  });

  it('stands still while it is suspended', () => {
    const { clock, pass } = aMachine();
    pass(1_000, 0);
    clock.suspend(true);
    expect(pass(60_000, 0)).toBe(1_000);
    clock.suspend(false);
    expect(pass(500, 0)).toBe(1_500);
  });

  it('never goes back, however often it is asked', () => {
    const { pass } = aMachine();
    let last = 0;
    for (let step = 0; step < 200; step += 1) {
      const now = pass(step % 7 === 0 ? 300 : 20, step % 3);
      expect(now).toBeGreaterThanOrEqual(last);
      last = now;
    }
  });
});
