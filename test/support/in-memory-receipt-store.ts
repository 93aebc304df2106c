import type { ReceiptClaim, ReceiptStore, RideIdentity } from '../../core/ports.ts';

/** Receipts in memory, on the same conditions as in DynamoDB. */
export function inMemoryReceiptStore(): ReceiptStore {
  const claims = new Map<string, ReceiptClaim & Pick<RideIdentity, 'requestedAt'>>();
  const sent = new Set<string>();
  return {
    claim: async ({ rideId, requestedAt }, claim) => {
      const held = claims.get(rideId);
      const isEarlier = held !== undefined && held.requestedAt < requestedAt;
      if (!isEarlier && sent.has(rideId)) return 'sent';
      if (held && !isEarlier && held.by !== claim.by && held.until >= claim.now) return 'under_way';
      sent.delete(rideId);
      claims.set(rideId, { ...claim, requestedAt });
      return 'claimed';
    },
    markSent: async (rideId) => {
      sent.add(rideId);
    },
  };
}
