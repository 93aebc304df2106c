import { onTestFinished, vi } from 'vitest';

/** The time limits that are asked for during a test. They end when the test says so, however long it takes until then. */
export interface HeldTimeLimits {
  /** In milliseconds, in the order in which they were asked for. */
  readonly asked: readonly number[];
  /** Has all of them be over. */
  end(): void;
}

/** Puts `AbortSignal.timeout` into the hands of the test that calls this, until it is finished. */
export function heldTimeLimits(): HeldTimeLimits {
  const asked: number[] = [];
  const over = new AbortController();
  const spy = vi.spyOn(AbortSignal, 'timeout').mockImplementation((ms) => {
    asked.push(ms);
    return AbortSignal.any([over.signal]);
  });
  onTestFinished(() => spy.mockRestore());
  return { asked, end: () => over.abort(new DOMException('The time limit is over.', 'TimeoutError')) };
}
