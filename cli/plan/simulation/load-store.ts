import { isCounted, type Load } from '../../../core/load.ts';
import { sumOf } from '../../../core/load-counts.ts';
import type { LoadStore } from '../../../core/ports.ts';
import { TokenBucket } from '../../../local/api/token-bucket.ts';

/** The load counter's item, which takes a limited number of writes a second and refuses the others. */
export function throttledLoadStore(now: () => number, writesPerSecond: number): LoadStore {
  const bucket = new TokenBucket(writesPerSecond, Math.max(1, writesPerSecond), now);
  let kept: Load = new Map();
  return {
    add: async (counts, at, deadlineMs) => {
      if (!bucket.take()) throw new Error('The key takes no more writes in this second.');
      const sums = sumOf([kept, counts]);
      for (const slot of sums.keys()) if (!isCounted(slot, at, deadlineMs)) sums.delete(slot);
      kept = sums;
      return kept;
    },
  };
}
