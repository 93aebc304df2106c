import { type FleetDriver, fleetOf } from '../../cli/fleet.ts';
import { branches } from '../../core/branches.ts';

/** As many drivers as a big city has on its streets: with fewer, a search has to ask more cells of the index. */
const smallestFleet = 2_000;

/** A fleet in which rides that are not completed yet leave most drivers free. */
export const fleetFor = (rides: number): FleetDriver[] => fleetOf(Math.max(smallestFleet, 4 * rides));

/**
 * Requests for rides. Riders are where drivers are: dense in the centre, and ever fewer outwards.
 *
 * @param delayMs how long each branch is to take beside its work; as long as it usually does where it isn't said
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
