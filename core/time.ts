import * as z from 'zod/mini';

/** A moment in UTC as ISO 8601 with milliseconds: fixed width, so that text order is time order. */
export type Instant = string;

export const instantSchema = z.iso.datetime({ precision: 3 });

/**
 * A moment as clients may write it, in RFC 3339: with seconds, any fraction of them, and an offset. It is normalized to an
 * `Instant`. (Years have four digits in any offset.)
 */
export const timestampSchema = z.pipe(
  z.pipe(z.string().check(z.toUpperCase()), z.iso.datetime({ offset: true }).check(z.regex(/^[1-9]/))),
  z.transform((text) => instantOf(Date.parse(text))),
);

/** Tells the time. Passed in, so that rules can be tested at any hour. */
export type Clock = () => Date;

export const instantOf = (epochMs: number): Instant => new Date(epochMs).toISOString();

export const nowOf = ({ clock }: { readonly clock: Clock }): Instant => clock().toISOString();

/** Milliseconds from one moment to another, negative when `to` is the earlier one. */
export const msBetween = (from: Instant, to: Instant): number => Date.parse(to) - Date.parse(from);

export const plusMs = (moment: Instant, ms: number): Instant => instantOf(Date.parse(moment) + ms);

/** Epoch seconds, as DynamoDB's time to live requires them. */
export const epochSeconds = (moment: Instant): number => Math.floor(Date.parse(moment) / 1000);
