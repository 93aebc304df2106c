import type { RidePlace } from '../../core/ports.ts';
import { isRideId } from '../../core/ride-id.ts';
import { BadRequestError } from './problem.ts';

/** A place in a list of rides as text that a caller hands back unread. It names no rider: whose list it is, the token says. */
export const cursorOf = ({ requestedAt, rideId }: RidePlace): string =>
  Buffer.from(`${requestedAt} ${rideId}`).toString('base64url');

const format = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z) (\S+)$/;

/** The place that a cursor stands for. Throws a problem when it is none that `cursorOf` makes. */
export function placeOf(cursor: string): RidePlace {
  const [, requestedAt, rideId] = format.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  const place =
    requestedAt !== undefined && rideId !== undefined && isRideId(rideId) ? { requestedAt, rideId } : undefined;
  if (place && cursorOf(place) === cursor) return place;
  const detail = 'next must be the value that the page before had as next. Leave it out to begin with the newest ride.';
  throw new BadRequestError([{ field: 'next', code: 'invalid_cursor', detail }]);
}
