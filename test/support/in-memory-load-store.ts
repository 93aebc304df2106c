import { isCounted, type Load } from '../../core/load.ts';
import { sumOf } from '../../core/load-counts.ts';
import type { LoadStore } from '../../core/ports.ts';

/** Counts in memory. */
export function inMemoryLoadStore(): LoadStore {
  let kept: Load = new Map();
  return {
    add: async (counts, now, deadlineMs) => {
      kept = new Map([...sumOf([kept, counts])].filter(([slot]) => isCounted(slot, now, deadlineMs)));
      return kept;
    },
  };
}
