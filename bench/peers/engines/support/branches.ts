import { setTimeout as wait } from 'node:timers/promises';
import { branches } from '../../../../core/branches.ts';

/** The branches of the job, in the order in which a request gives their delays. */
export const branchNames: readonly string[] = Object.keys(branches);

/** What a peer is asked to do: all branches at the same time, each of which takes as many milliseconds as told. */
export interface Job {
  readonly delays: readonly number[];
}

/** The work of one branch, which is none: it takes its time, and answers with it. */
export async function branch(delayMs: number): Promise<number> {
  await wait(delayMs);
  return delayMs;
}
