import type { BranchView, RideView } from '../../../core/ride-view.ts';

/** How long each branch was told to take, in milliseconds; those that were told nothing else, no time. */
export type Told = Readonly<Record<string, number>>;

/** What a branch may take beyond what it was told, and its message on the way to it, where the machine keeps up. */
const slackMs = 30;

/** Whether the machine did its part in a ride: no branch began late, and none took much longer than it was told to. */
export const keptUp = ({ branches }: Pick<RideView, 'branches'>, told: Told, timeFactor = 1): boolean =>
  Object.entries(branches).every(
    ([name, { queuedMs, durationMs }]) =>
      (queuedMs ?? Number.NaN) <= slackMs * timeFactor &&
      (durationMs ?? Number.NaN) <= (told[name] ?? 0) + slackMs * timeFactor,
  );

/** Whether the branches of a ride were all at work at one moment. */
export const workedAtOnce = ({ branches }: Pick<RideView, 'branches'>): boolean =>
  latest(branches, 'startedAt') < firstEnd(branches);

/**
 * Whether all branches of a ride that were told to take some time had been asked before the first of them was done: what a
 * parallel flow does on any machine, however late its branches begin, and one after the other never does.
 */
export function askedAtOnce({ branches }: Pick<RideView, 'branches'>, told: Told): boolean {
  const timed = Object.fromEntries(Object.entries(branches).filter(([name]) => (told[name] ?? 0) > 0));
  return latest(timed, 'queuedAt') < firstEnd(timed);
}

type Branches = Readonly<Record<string, BranchView>>;

const latest = (branches: Branches, moment: 'queuedAt' | 'startedAt'): number =>
  Math.max(...Object.values(branches).map((branch) => Date.parse(branch[moment] ?? '')));

const firstEnd = (branches: Branches): number =>
  Math.min(...Object.values(branches).map(({ finishedAt }) => Date.parse(finishedAt ?? '')));
