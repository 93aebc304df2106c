import { isCounted, type Load } from '../../../core/load.ts';
import { sumOf } from '../../../core/load-counts.ts';
import type { LoadStore } from '../../../core/ports.ts';
import { TokenBucket } from '../../../local/api/token-bucket.ts';

/** Counts in memory. */
export function inMemoryLoadStore(): LoadStore {
  let kept: Load = new Map();
  return {
    add: async (counts, now, deadlineMs) => {
      const sums = sumOf([kept, counts]);
      for (const slot of sums.keys()) if (!isCounted(slot, now, deadlineMs)) sums.delete(slot);
      kept = sums;
      return kept;
    },
  };
}

/** The load counter's item, which takes a limited number of writes a second and refuses the others. */
export function throttledLoadStore(now: () => number, writesPerSecond: number): LoadStore {
  const bucket = new TokenBucket(writesPerSecond, Math.max(1, writesPerSecond), now);
  const store = inMemoryLoadStore();
  return {
    add: async (...call) => {
      if (!bucket.take()) throw new Error('The key takes no more writes in this second.');
      return store.add(...call);
    },
  };
}
