/** Durations by the share of them that are not longer, in ascending order: `[[0.5, 16], [0.99, 105]]`. Milliseconds. */
export type Points = readonly (readonly [share: number, ms: number])[];

/** How long something takes: by points of its distribution, or by a mean around which it is lognormal. */
export type Spread = { readonly points: Points } | { readonly meanMs: number; readonly sigma: number };

/** Draws a duration. */
export type Sampler = () => number;

/** Always the same. */
export const always = (ms: number): Spread => ({ points: [[0, ms]] });

/** Draws durations, each by itself: the sum of several spreads for what consists of several calls. */
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
 * In straight lines of the logarithm between points, as most durations are skewed. Below the first point it is as far from it as
 * the second is above it; longer ones than the last are cut off there, as nothing is known of them.
 */
export function atShare(points: Points, share: number): number {
  const [first, second = first] = points;
  if (first === undefined || second === undefined) return 0;
  let [before, ms] = first[0] === 0 ? first : [0, second[1] > 0 ? first[1] ** 2 / second[1] : 0];
  for (const [upTo, most] of points) {
    if (share <= upTo && upTo > before) return between(ms, most, (share - before) / (upTo - before));
    [before, ms] = [upTo, most];
  }
  return ms;
}

const between = (least: number, most: number, part: number): number =>
  least > 0 ? least * (most / least) ** part : most * part;

/** By Box and Muller. */
const normal = (random: () => number): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

/** With that mean, as the times between arrivals that know nothing of each other. */
export const exponential = (meanMs: number, random: () => number): number => -meanMs * Math.log(1 - random());
