import * as z from 'zod/mini';
import { pointSchema } from './point.ts';
import { instantSchema } from './time.ts';

const meters = z.int().check(z.minimum(0));
const seconds = z.int().check(z.minimum(0));
const routeSource = z.enum(['estimate', 'routing-service']);

/** driver-matching: the driver leased to the ride, until the lease ends unless the ride is confirmed before. */
export const driverMatchSchema = z.object({
  driverId: z.string(),
  position: pointSchema,
  pickupDistanceMeters: meters,
  pickupSeconds: seconds,
  leaseUntil: z.string(),
});

export type DriverMatch = z.infer<typeof driverMatchSchema>;

/** eta: the trip, and a time to pickup from the nearest available driver (`null` when there is none). */
export const etaSchema = z.object({
  distanceMeters: meters,
  durationSeconds: seconds,
  pickupSeconds: z.nullable(seconds),
  /** Source of distance and duration: `estimate` when no routing service was asked or none answered. */
  source: routeSource,
  /** Source of the time to pickup. Answers from before this field existed do not have it. */
  pickupSource: z.optional(routeSource),
});

export type Eta = z.infer<typeof etaSchema>;

/** pricing: an upfront fare in minor units of its currency, with the distance and duration that it was computed on. */
export const fareSchema = z.object({
  quoteId: z.string(),
  expiresAt: instantSchema,
  amountMinor: z.int().check(z.minimum(0)),
  currency: z.string().check(z.length(3)),
  surgeMultiplier: z.number().check(z.minimum(1)),
  distanceMeters: meters,
  durationSeconds: seconds,
});

export type Fare = z.infer<typeof fareSchema>;

/** The id of a ride's quote. */
export const quoteIdOf = (rideId: string): string => `quote_${rideId}`;

/** payment-check: the payment method can be charged. */
export const paymentSchema = z.object({
  paymentMethodId: z.string(),
  status: z.literal('valid'),
});

export type Payment = z.infer<typeof paymentSchema>;
