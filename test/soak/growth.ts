import { type Measure, measures, type Sample } from './sample.ts';

/** A measure at the beginning and at the end of a run. */
export interface Growth {
  readonly measure: Measure;
  readonly first: number;
  readonly last: number;
  /** The most that `last` may be. */
  readonly limit: number;
}

/** The start is left out: caches fill, workers start, the first records have not expired yet. */
export const warmUpShare = 0.25;

/** What may come on top of a tenth more: noise, of a size that differs from measure to measure. */
const noise: Readonly<Record<Measure, number>> = {
  heapMb: 5,
  threadHeapsMb: 20,
  residentMb: 60,
  handles: 15,
  workers: 8,
  messages: 40,
  deadLetters: 0,
  rides: 60,
};

/** Compares the medians of the first and the last third of what comes after the warm-up. */
export function growthOf(samples: readonly Sample[]): Growth[] {
  const warm = samples.slice(Math.ceil(warmUpShare * samples.length));
  const third = Math.max(1, Math.floor(warm.length / 3));
  return measures.map((measure) => {
    const values = warm.map((each) => each[measure]);
    const first = median(values.slice(0, third));
    return { measure, first, last: median(values.slice(-third)), limit: 1.1 * first + noise[measure] };
  });
}

export const hasGrown = ({ last, limit }: Growth): boolean => last > limit;

function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
