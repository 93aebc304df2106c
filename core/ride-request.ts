import * as z from 'zod/mini';
import { pointSchema } from './point.ts';
import { productSchema } from './products.ts';
import { simulateSchema } from './simulation.ts';

/** An address within the bounds of RFC 5321: 64 characters before the @, 254 in all. */
const emailSchema = z.email().check(z.maxLength(254), z.regex(/^[^@]{1,64}@/));

/** What a rider asks for: the body of `POST /rides`. Unknown fields are refused. */
export const rideRequestSchema = z.strictObject({
  pickup: pointSchema,
  dropoff: pointSchema,
  product: z._default(productSchema, 'standard'),
  paymentMethodId: z.string().check(z.minLength(1), z.maxLength(100), z.regex(/^pm_[A-Za-z0-9_]+$/)),
  simulate: z.optional(simulateSchema),
  /** Where the ride's events are to be POSTed. Which URLs will do depends on the stack: see `callbackUrlFault`. */
  callbackUrl: z.optional(z.string()),
  receiptEmail: z.optional(emailSchema),
});

export type RideRequest = z.infer<typeof rideRequestSchema>;
