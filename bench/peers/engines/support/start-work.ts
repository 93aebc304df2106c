import { setTimeout as wait } from 'node:timers/promises';
import { branchNames, type TimersCall, type Work, type WorkName, workVariable } from './work.ts';

/** Prepares what the engine's work needs. */
export async function startWork(): Promise<Work> {
  if (process.env[workVariable] === ('timers' satisfies WorkName)) return timers as Work;
  const { startRides } = await import('./rides.ts');
  return (await startRides()) as Work;
}

const timers: Work<TimersCall, TimersCall, number> = {
  question: (call) => call,
  ask: async (branch, { delays }) => {
    const delayMs = delays[branchNames.indexOf(branch)] ?? 0;
    await wait(delayMs);
    return delayMs;
  },
  end: async (_, answers) => answers,
  stop: async () => {},
};
