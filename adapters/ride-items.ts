import type { Ride, RideSummary } from '../core/ride.ts';
import type { RideRequest } from '../core/ride-request.ts';
import type { Instant } from '../core/time.ts';

/**
 * A ride as its item in DynamoDB. Some attributes keep their names from version 0.1.0: its items still exist, its functions
 * run beside these during a deployment, and the projection of an index cannot be changed.
 */
export interface RideItem extends Omit<Ride, 'request' | 'pending' | 'settledAt' | 'completedAt' | 'cancelledAt'> {
  readonly request: Omit<RideRequest, 'webhookUrl'> & { readonly callbackUrl?: string };
  /** An empty set is stored as an absent attribute. */
  readonly pending?: ReadonlySet<string>;
  /** The ride's `settledAt`. */
  readonly completedAt?: Instant;
  /** When a confirmed ride was completed or cancelled. */
  readonly endedAt?: Instant;
}

/** The item of a ride. */
export function itemOf(ride: Ride): RideItem {
  const { pending, request, settledAt, completedAt, cancelledAt, ...same } = ride;
  const { webhookUrl, ...asked } = request;
  const endedAt = completedAt ?? (ride.outcome && cancelledAt);
  return {
    ...same,
    request: { ...asked, ...(webhookUrl !== undefined && { callbackUrl: webhookUrl }) },
    ...(pending.size > 0 && { pending }),
    ...(settledAt !== undefined && { completedAt: settledAt }),
    ...(endedAt !== undefined && { endedAt }),
  };
}

/** The ride of an item. */
export function rideOf(item: RideItem): Ride {
  const { pending = new Set(), request, completedAt: settledAt, endedAt, ...same } = item;
  const { callbackUrl, ...asked } = request;
  const cancelledAt = endedAt ?? settledAt;
  return {
    ...same,
    pending,
    request: { ...asked, ...(callbackUrl !== undefined && { webhookUrl: callbackUrl }) },
    ...(settledAt !== undefined && { settledAt }),
    ...(item.status === 'completed' && endedAt !== undefined && { completedAt: endedAt }),
    ...(item.status === 'cancelled' && cancelledAt !== undefined && { cancelledAt }),
  };
}

/** The ride of an item in the index. */
export function summaryOf({ rideId, flow, status, requestedAt, completedAt: settledAt }: RideItem): RideSummary {
  return { rideId, flow, status, requestedAt, ...(settledAt !== undefined && { settledAt }) };
}
