import { setTimeout as wait } from 'node:timers/promises';

const lookEveryMs = 25;
const patienceMs = 30_000;

/** Waits until a condition holds; an error counts as false. Throws, with the last error, after half a minute. */
export async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + patienceMs;
  let cause: unknown;
  while (performance.now() < deadline) {
    try {
      if (await isSo()) return;
    } catch (error) {
      cause = error;
    }
    await wait(lookEveryMs);
  }
  throw new Error(`${what}: not after ${patienceMs / 1000} s.`, { cause });
}
