import type { RidePlace } from '../../core/ports.ts';
import { isRideId } from '../../core/ride-id.ts';
import { BadRequestError } from './problem.ts';

/**
 * A position in a list of rides, as opaque text for clients. It does not name the rider: the token identifies whose list it
 * is.
 */
export const cursorOf = ({ requestedAt, rideId }: RidePlace): string =>
  Buffer.from(`${requestedAt} ${rideId}`).toString('base64url');

const format = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z) (\S+)$/;

/** The position that a cursor encodes. Throws a problem for a text that `cursorOf` cannot have made. */
export function placeOf(cursor: string): RidePlace {
  const [, requestedAt, rideId] = format.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  const place =
    requestedAt !== undefined && rideId !== undefined && isRideId(rideId) ? { requestedAt, rideId } : undefined;
  if (place && cursorOf(place) === cursor) return place;
  const detail = 'next must be the value of next in the previous page. Leave it out to begin with the newest ride.';
  throw new BadRequestError([{ field: 'next', code: 'invalid_cursor', detail }]);
}
