/** Points of a distribution as share and duration in milliseconds, ascending: `[[0.5, 16], [0.99, 105]]`. */
export type Points = readonly (readonly [share: number, ms: number])[];

/** A duration's distribution: by points, or lognormal around a mean. */
export type Spread = { readonly points: Points } | { readonly meanMs: number; readonly sigma: number };

/** Draws a duration. */
export type Sampler = () => number;

/** A constant. */
export const always = (ms: number): Spread => ({ points: [[0, ms]] });

/** Draws independent durations: the sum of several spreads for a hop of several calls. */
export function samplerOf(spreads: readonly Spread[], random: () => number): Sampler {
  const draws = spreads.map((spread) => () => drawn(spread, random));
  return () => draws.reduce((sum, draw) => sum + draw(), 0);
}

function drawn(spread: Spread, random: () => number): number {
  if ('points' in spread) return atShare(spread.points, random());
  const { meanMs, sigma } = spread;
  return meanMs * Math.exp(sigma * normal(random) - sigma ** 2 / 2);
}

/**
 * Interpolates the logarithm linearly between points, as most durations are skewed. Below the first point it mirrors the
 * second one; beyond the last point, where nothing is known, it is cut off.
 */
export function atShare(points: Points, share: number): number {
  const [first, second = first] = points;
  if (first === undefined || second === undefined) return 0;
  let [before, ms] = first[0] === 0 ? first : [0, second[1] > 0 ? first[1] ** 2 / second[1] : 0];
  for (const [upTo, most] of points) {
    if (share <= upTo && upTo > before) return between(ms, most, (share - before) / (upTo - before));
    before = upTo;
    ms = most;
  }
  return ms;
}

const between = (least: number, most: number, part: number): number =>
  least > 0 ? least * (most / least) ** part : most * part;

/** By Box and Muller. */
const normal = (random: () => number): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

/** Draws from the exponential distribution with that mean, as between independent arrivals. */
export const exponential = (meanMs: number, random: () => number): number => -meanMs * Math.log(1 - random());
