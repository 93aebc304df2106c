import { setImmediate as round } from 'node:timers/promises';

/** Waits, by rounds of the event loop and not by its timers, for tests that hold those still. */
export async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await round();
}
