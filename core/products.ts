import * as z from 'zod/mini';

/** The products that a rider can request; also the class of a driver's vehicle. */
export const productSchema = z.enum(['standard', 'xl', 'premium']);

export type Product = z.infer<typeof productSchema>;
