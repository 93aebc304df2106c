import { type BranchRule, ok, rejected } from './branch-rule.ts';
import { estimateRoute } from './estimates.ts';
import { cellOf } from './geo.ts';
import { areaOf, type Market } from './market.ts';
import type { RideRequested } from './messages.ts';
import type { DemandStore, Route } from './ports.ts';
import type { Product } from './products.ts';
import { type Fare, quoteIdOf } from './results.ts';
import { surgeMultiplier } from './surge.ts';
import { type Tariff, tariffs } from './tariffs.ts';
import { type Instant, plusMs } from './time.ts';

export interface PricingPorts {
  readonly demand: Pick<DemandStore, 'add'>;
  readonly market: (product: Product, cell: string, at: Instant) => Promise<Market>;
}

/** How long a quoted fare stays valid. */
const quoteValidMs = 5 * 60_000;

/** Trips longer than this by road have no upfront fare. */
const longestTripMeters = 160_000;

/** An upfront fare: the tariff on the estimated trip, times the surge at the pickup. */
export const pricing =
  (ports: PricingPorts): BranchRule<Fare> =>
  async (ride) => {
    const { pickup, dropoff, product } = ride.request;
    const trip = estimateRoute(pickup, dropoff, ride.requestedAt);
    if (trip === undefined || trip.distanceMeters > longestTripMeters) {
      return rejected('trip_too_long', `Trips of more than ${longestTripMeters / 1000} km have no upfront fare.`);
    }
    const surge = await surgeAt(ports, ride);
    const tariff = tariffs[product];
    return ok({
      quoteId: quoteIdOf(ride.rideId),
      expiresAt: plusMs(ride.requestedAt, quoteValidMs),
      amountMinor: fareMinor(tariff, trip, surge),
      currency: tariff.currency,
      surgeMultiplier: surge,
      distanceMeters: trip.distanceMeters,
      durationSeconds: trip.durationSeconds,
    });
  };

/** The fare in minor units: (base + distance + time, at least the minimum) × surge + booking fee, rounded once. */
export function fareMinor(
  tariff: Tariff,
  trip: Pick<Route, 'distanceMeters' | 'durationSeconds'>,
  surge: number,
): number {
  const distance = (trip.distanceMeters / 1000) * tariff.perKmMinor;
  const time = (trip.durationSeconds / 60) * tariff.perMinuteMinor;
  const metered = Math.max(tariff.minimumMinor, tariff.baseMinor + distance + time);
  return Math.round(metered * surge) + tariff.bookingFeeMinor;
}

/** This ride is counted before the market is read, which may lag a moment; a redelivered message adds nothing. */
async function surgeAt({ demand, market }: PricingPorts, ride: RideRequested): Promise<number> {
  const { pickup, product } = ride.request;
  const cell = cellOf(pickup);
  await demand.add(areaOf(product, cell), ride.rideId, ride.requestedAt);
  const { demand: rides, supply } = await market(product, cell, ride.requestedAt);
  return surgeMultiplier(rides, supply);
}
