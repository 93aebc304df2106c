import { availableParallelism } from 'node:os';

const WINDOW_MS = 50;
const SATURATED_SHARE = 0.85;

let since = { at: performance.now(), usage: process.cpuUsage() };
let share = 0;

/** Whether this process, with all of its threads, has lately used nearly all of the processor. */
export function isProcessorSaturated(): boolean {
  const elapsedMs = performance.now() - since.at;
  if (elapsedMs >= WINDOW_MS) {
    const { user, system } = process.cpuUsage(since.usage);
    share = (user + system) / 1000 / elapsedMs / availableParallelism();
    since = { at: performance.now(), usage: process.cpuUsage() };
  }
  return share > SATURATED_SHARE;
}
