import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type ExitCode, exitCodes } from '../../../cli/exit-codes.ts';
import { endInTime } from '../../../cli/start/end-in-time.ts';

/** A process that has something under way, and exits only when it is told to. */
function aProcess() {
  const exits: unknown[] = [];
  const progress: { exitCode: ExitCode } = { exitCode: exitCodes.interrupted };
  const controller = new AbortController();
  endInTime(controller.signal, progress, { exit: ((code: unknown) => void exits.push(code)) as typeof process.exit });
  return { exits, progress, askToEnd: () => controller.abort() };
}

describe('a process that was asked to end', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => {
    vi.restoreAllMocks();
    vi.useRealTimers();
  });

  it('has two and a half seconds to end in good order, so that all is over within three', () => {
    const { exits, askToEnd } = aProcess();
    vi.advanceTimersByTime(10_000);
    askToEnd();
    vi.advanceTimersByTime(2_499);
    expect(exits).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(exits).toEqual([130]);
  });

  it('exits with the code that holds by then', () => {
    const { exits, progress, askToEnd } = aProcess();
    askToEnd();
    progress.exitCode = exitCodes.done;
    vi.advanceTimersByTime(2_500);
    expect(exits).toEqual([0]);
  });

  it('is not kept alive by that wait: it ends before, where nothing else is under way', () => {
    const waits = vi.spyOn(globalThis, 'setTimeout');
    const { askToEnd } = aProcess();
    askToEnd();
    expect(waits.mock.results.map(({ value }) => value.hasRef())).toEqual([false]);
  });

  it('is not ended without having been asked', () => {
    const { exits } = aProcess();
    vi.advanceTimersByTime(60_000);
    expect(exits).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });
});
