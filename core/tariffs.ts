import type { Product } from './products.ts';

/** What a trip costs, in minor units (cents) of the currency. */
export interface Tariff {
  readonly currency: string;
  readonly baseMinor: number;
  readonly perKmMinor: number;
  readonly perMinuteMinor: number;
  /** The minimum of the sum of base, distance and time. */
  readonly minimumMinor: number;
  /** Added at the end; not subject to surge. */
  readonly bookingFeeMinor: number;
}

/** This project's own figures, of the order of a large American city's. */
export const tariffs: Readonly<Record<Product, Tariff>> = {
  standard: {
    currency: 'USD',
    baseMinor: 220,
    perKmMinor: 95,
    perMinuteMinor: 39,
    minimumMinor: 600,
    bookingFeeMinor: 275,
  },
  xl: {
    currency: 'USD',
    baseMinor: 385,
    perKmMinor: 175,
    perMinuteMinor: 55,
    minimumMinor: 900,
    bookingFeeMinor: 325,
  },
  premium: {
    currency: 'USD',
    baseMinor: 800,
    perKmMinor: 240,
    perMinuteMinor: 80,
    minimumMinor: 1_500,
    bookingFeeMinor: 325,
  },
};
