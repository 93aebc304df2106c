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
  /** Where the ride's events are to be POSTed. Which URLs will do depends on the stack: see `webhookUrlFault`. */
  webhookUrl: z.optional(z.string()),
  receiptEmail: z.optional(emailSchema),
});

export type RideRequest = z.infer<typeof rideRequestSchema>;

/**
 * So much of a request as the branches are told: not how its rider is reached. What else a message says is dropped: those
 * of version 0.1.0 say that, too.
 */
export const askedRequestSchema = z.object(z.omit(rideRequestSchema, { webhookUrl: true, receiptEmail: true }).shape);

export type AskedRequest = z.infer<typeof askedRequestSchema>;

/** What branches are told of a request. */
export const askedOf = ({ webhookUrl, receiptEmail, ...asked }: RideRequest): AskedRequest => asked;
