import { setTimeout as wait } from 'node:timers/promises';

const lookEveryMs = 25;
const patienceMs = 30_000;

/** Waits until something is so; an error is a no. Throws, with the last error, when it isn't so after half a minute. */
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
  throw new Error(`${what}: not so after ${patienceMs / 1000} s.`, { cause });
}
