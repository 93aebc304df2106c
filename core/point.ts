import * as z from 'zod/mini';

/** A place on earth, in WGS 84 degrees. */
export const pointSchema = z.strictObject({
  lat: z.number().check(z.minimum(-90), z.maximum(90)),
  lng: z.number().check(z.minimum(-180), z.maximum(180)),
});

export type Point = z.infer<typeof pointSchema>;
