import type { Invariant } from './invariant.ts';

/** A run in which everything fails proves nothing. */
const leastShare = 0.3;

export const enoughConfirmed: Invariant = {
  name: 'enough rides confirmed',
  examined: ({ promised }) => promised.length,
  violations: ({ rides, promised }) => {
    const confirmed = rides.filter(({ outcome }) => outcome !== undefined).length;
    const least = Math.ceil(leastShare * promised.length);
    return confirmed >= least
      ? []
      : [`${confirmed} of ${promised.length} rides were confirmed; ${least} is the least.`];
  },
};
