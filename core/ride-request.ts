import * as z from 'zod/mini';
import { pointSchema } from './point.ts';
import { productSchema } from './products.ts';
import { simulateSchema } from './simulation.ts';

/** What a rider asks for: the body of `POST /rides`. Unknown fields are refused. */
export const rideRequestSchema = z.strictObject({
  pickup: pointSchema,
  dropoff: pointSchema,
  product: z._default(productSchema, 'standard'),
  paymentMethodId: z.string().check(z.minLength(1), z.maxLength(100), z.regex(/^pm_[A-Za-z0-9_]+$/)),
  simulate: z.optional(simulateSchema),
});

export type RideRequest = z.infer<typeof rideRequestSchema>;
