import { branches, type Registry } from '../../core/branches.ts';

/** The branch that by default takes longest, and for how many milliseconds. */
export const slowestBranch = Object.values(branches as Registry)
  .map(({ name, simulatedMs }) => ({ name, ms: simulatedMs }))
  .reduce((one, other) => (other.ms > one.ms ? other : one));
