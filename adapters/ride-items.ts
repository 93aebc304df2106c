import type { Ride } from '../core/ride.ts';
import type { RideRequest } from '../core/ride-request.ts';

/**
 * What an item of the rides' table calls otherwise than the domain does: as version 0.1.0 did, whose items there are, and
 * whose functions read and write beside these while a new version is deployed.
 */
interface RideItem extends Omit<Ride, 'request' | 'pending'> {
  readonly request: Omit<RideRequest, 'webhookUrl'> & { readonly callbackUrl?: string };
  /** A set that has become empty is an absent attribute. */
  readonly pending?: ReadonlySet<string>;
}

/** The item that a ride is kept in. */
export function itemOf({ pending, request: { webhookUrl, ...request }, ...ride }: Ride): Record<string, unknown> {
  return {
    ...ride,
    request: { ...request, ...(webhookUrl !== undefined && { callbackUrl: webhookUrl }) },
    ...(pending.size > 0 && { pending }),
  } satisfies RideItem;
}

/** The ride of an item. */
export function rideOf(item: Record<string, unknown>): Ride {
  const { pending = new Set(), request, ...ride } = item as unknown as RideItem;
  const { callbackUrl, ...asked } = request;
  return { ...ride, pending, request: { ...asked, ...(callbackUrl !== undefined && { webhookUrl: callbackUrl }) } };
}
