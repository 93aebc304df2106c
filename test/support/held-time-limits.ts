import { onTestFinished, vi } from 'vitest';

/** The time limits that are asked for during a test. They end when the test says so, however long it takes until then. */
export interface HeldTimeLimits {
  /** In milliseconds, in the order in which they were asked for. */
  readonly asked: readonly number[];
  /** Has all of them be over. */
  end(): void;
}

/** Puts `AbortSignal.timeout` into the hands of the test that calls this, until it is finished: all of its limits, or some. */
export function heldTimeLimits(isHeld: (ms: number) => boolean = () => true): HeldTimeLimits {
  const asked: number[] = [];
  const over = new AbortController();
  const { timeout } = AbortSignal;
  const spy = vi.spyOn(AbortSignal, 'timeout').mockImplementation((ms) => {
    if (!isHeld(ms)) return timeout(ms);
    asked.push(ms);
    return AbortSignal.any([over.signal]);
  });
  onTestFinished(() => spy.mockRestore());
  return { asked, end: () => over.abort(new DOMException('The time limit is over.', 'TimeoutError')) };
}
