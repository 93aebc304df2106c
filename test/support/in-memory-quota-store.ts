import type { QuotaStore } from '../../core/ports.ts';

/** Quotas in memory, on the same condition as in DynamoDB. */
export function inMemoryQuotaStore(): QuotaStore {
  const counts = new Map<string, number>();
  return {
    take: async ({ riderId, window, limit }) => {
      const key = JSON.stringify([riderId, window]);
      const asked = counts.get(key) ?? 0;
      if (asked >= limit) return false;
      counts.set(key, asked + 1);
      return true;
    },
  };
}
