import { isCounted, type Load } from '../../core/load.ts';
import { sumOf } from '../../core/load-counts.ts';
import type { LoadStore } from '../../core/ports.ts';

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
