import * as z from 'zod/mini';

/** Far below a millimeter, and far above 1e-130, the smallest magnitude that DynamoDB accepts. */
const negligible = 1e-9;

const degrees = (most: number) =>
  z.pipe(
    z.number().check(z.minimum(-most), z.maximum(most)),
    z.transform((value) => (Math.abs(value) < negligible ? 0 : value)),
  );

/** A geographic position, in WGS 84 degrees. */
export const pointSchema = z.strictObject({ lat: degrees(90), lng: degrees(180) });

export type Point = z.infer<typeof pointSchema>;
