import { createHash } from 'node:crypto';
import { rideIdFormat } from './id-formats.ts';
import type { RideRequest } from './ride-request.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Whether a text can be a ride's id. Other texts need no read. */
export const isRideId = (text: string): boolean => rideIdFormat.test(text);

/** The id of the ride that a rider requests under an idempotency key: the same pair gives the same ride. */
export const rideIdOf = (riderId: string, idempotencyKey: string): string =>
  `ride_${sha256(JSON.stringify([riderId, idempotencyKey])).slice(0, 32)}`;

/** Distinguishes two requests under one key, whatever the order of their fields. */
export const requestHash = (request: RideRequest): string => sha256(JSON.stringify(request, sortedKeys));

const sortedKeys = (_key: string, value: unknown): unknown =>
  value !== null && typeof value === 'object' && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)))
    : value;
