import { afterEach, beforeEach, describe, expect, it, type MockInstance, vi } from 'vitest';
import { InterruptedError } from '../../cli/errors.ts';
import { step } from '../../cli/step.ts';

let error: MockInstance<typeof console.error>;
let write: MockInstance<typeof process.stderr.write>;

beforeEach(() => {
  error = vi.spyOn(console, 'error').mockImplementation(() => {});
  write = vi.spyOn(process.stderr, 'write').mockImplementation(() => true);
});
afterEach(() => void vi.restoreAllMocks());

describe('a step', () => {
  it('says what it does, and how long it took', async () => {
    expect(await step('working', async () => 7)).toBe(7);
    expect(write.mock.calls[0]).toEqual(['working … ']);
    expect(error.mock.calls).toEqual([[expect.stringMatching(/^\d+\.\d s$/)]]);
  });

  it('says that it has failed', async () => {
    await expect(step('working', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(error.mock.calls).toEqual([['failed']]);
  });

  it('is left when the signal is given, however long its work goes on', async () => {
    const controller = new AbortController();
    const working = step('working', () => new Promise<never>(() => {}), controller.signal);
    controller.abort();
    await expect(working).rejects.toThrow(InterruptedError);
    expect(error.mock.calls).toEqual([['interrupted']]);
  });

  it('is not begun when the signal was given before', async () => {
    const work = vi.fn(async () => 7);
    await expect(step('working', work, AbortSignal.abort())).rejects.toThrow(InterruptedError);
    expect(work).not.toHaveBeenCalled();
  });

  it('ends with its work where the signal is never given', async () => {
    expect(await step('working', async () => 7, new AbortController().signal)).toBe(7);
  });
});
