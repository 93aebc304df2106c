import * as z from 'zod/mini';

/** What a rider can ask for, and what class a driver's vehicle is of. */
export const productSchema = z.enum(['standard', 'xl', 'premium']);

export type Product = z.infer<typeof productSchema>;
