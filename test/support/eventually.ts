import { vi } from 'vitest';

/**
 * Tries a check until it passes, and fails as the check last did when it does not. For what happens in its own time: the
 * limit only ends a test that would fail anyway, so it is far beyond what a busy machine takes.
 */
export const eventually = <Result>(check: () => Promise<Result> | Result, limitMs = 60_000): Promise<Result> =>
  vi.waitFor(check, { timeout: limitMs, interval: 25 });
