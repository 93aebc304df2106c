import { vi } from 'vitest';

/** Tries a check until it passes; after `limitMs` it fails as the check last did. For what happens in its own time. */
export const eventually = <Result>(check: () => Promise<Result> | Result, limitMs = 20_000): Promise<Result> =>
  vi.waitFor(check, { timeout: limitMs, interval: 25 });
