import type { ReceiptClaim, ReceiptStore } from '../../core/ports.ts';

/** Receipts in memory, on the same conditions as in DynamoDB. */
export function inMemoryReceiptStore(): ReceiptStore {
  const claims = new Map<string, ReceiptClaim>();
  const sent = new Set<string>();
  return {
    claim: async (rideId, claim) => {
      if (sent.has(rideId)) return 'sent';
      const held = claims.get(rideId);
      if (held && held.by !== claim.by && held.until >= claim.now) return 'under_way';
      claims.set(rideId, claim);
      return 'claimed';
    },
    markSent: async (rideId) => {
      sent.add(rideId);
    },
  };
}
