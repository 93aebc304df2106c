/** The highest surge multiplier. */
export const maxSurge = 3;

/** The number of rides per available driver at which the multiplier reaches its bound. */
const ratioAtMax = 5;

/** Demand beyond this many rides does not change the multiplier, so it need not be counted. */
export const demandThatMatters = (supply: number): number => ratioAtMax * Math.max(supply, 1);

/**
 * The surge multiplier of an area: 1 while there is a driver for every ride, then rising linearly with the rides per driver
 * up to `maxSurge`, rounded to a tenth.
 *
 * @param demand rides requested in the last minutes, this one included
 * @param supply drivers available now
 */
export function surgeMultiplier(demand: number, supply: number): number {
  const ratio = demand / Math.max(supply, 1);
  const slope = (maxSurge - 1) / (ratioAtMax - 1);
  const multiplier = 1 + slope * (ratio - 1);
  return Math.round(Math.min(maxSurge, Math.max(1, multiplier)) * 10) / 10;
}
