import type { DemandStore } from '../../core/ports.ts';

/** Demand in memory, each ride counted once. */
export function inMemoryDemandStore(): DemandStore {
  const moments = new Map<string, string>();
  return {
    add: async (area, rideId, at) => {
      moments.set(JSON.stringify([area, rideId, at]), at);
    },

    countSince: async (area, since, atMost) => {
      const counted = [...moments].filter(([key, at]) => JSON.parse(key)[0] === area && at >= since);
      return Math.min(atMost, counted.length);
    },
  };
}
