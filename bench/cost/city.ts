import { type FleetDriver, fleetOf } from '../../cli/fleet.ts';
import { branches } from '../../core/branches.ts';

/** As many drivers as a big city has: with fewer, a search has to query more cells of the index. */
const smallestFleet = 2_000;

/** A fleet of which uncompleted rides leave most drivers free. */
export const fleetFor = (rides: number): FleetDriver[] => fleetOf(Math.max(smallestFleet, 4 * rides));

/**
 * Ride requests. Riders are distributed like drivers: densest in the centre.
 *
 * @param delayMs the simulated delay of each branch; by default the usual one
 */
export function requestsFor(rides: number, seed: number, delayMs?: number): unknown[] {
  const places = fleetOf(2 * rides, seed).map(({ report }) => report.position);
  const simulate = Object.fromEntries(Object.keys(branches).map((branch) => [branch, { delayMs }]));
  return Array.from({ length: rides }, (_, index) => ({
    pickup: places[2 * index],
    dropoff: places[2 * index + 1],
    product: 'standard',
    paymentMethodId: 'pm_card_visa',
    ...(delayMs !== undefined && { simulate }),
  }));
}
