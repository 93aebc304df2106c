import * as z from 'zod/mini';
import { pointSchema } from './point.ts';
import { productSchema } from './products.ts';
import { simulateSchema } from './simulation.ts';

const label = '[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?';

/** 64 characters before the @ (RFC 5321), and a host name behind it (RFC 1123). */
export const emailPattern: RegExp = new RegExp(`^[^@]{1,64}@${label}(?:\\.${label})+$`);

const emailSchema = z.email().check(z.maxLength(254), z.regex(emailPattern));

/** A ride request: the body of `POST /rides`. Unknown fields are refused. */
export const rideRequestSchema = z.strictObject({
  pickup: pointSchema,
  dropoff: pointSchema,
  product: z._default(productSchema, 'standard'),
  paymentMethodId: z.string().check(z.minLength(1), z.maxLength(100), z.regex(/^pm_[A-Za-z0-9_]+$/)),
  simulate: z.optional(simulateSchema),
  /** The URL to which the ride's events are POSTed. Which URLs are allowed depends on the stack: see `webhookUrlFault`. */
  webhookUrl: z.optional(z.string()),
  receiptEmail: z.optional(emailSchema),
});

export type RideRequest = z.infer<typeof rideRequestSchema>;

/**
 * The part of a request that the branches receive: without the rider's contact data. Other fields of a message are dropped:
 * messages of version 0.1.0 contain them.
 */
export const askedRequestSchema = z.object(z.omit(rideRequestSchema, { webhookUrl: true, receiptEmail: true }).shape);

export type AskedRequest = z.infer<typeof askedRequestSchema>;

/** Selects the part of a request that branches receive. */
export const askedOf = ({ webhookUrl, receiptEmail, ...asked }: RideRequest): AskedRequest => asked;
