import type { Invariant } from './invariant.ts';

/** A ride counts once in the demand that prices follow from, however often its message was delivered. */
export const demandCountedOnce: Invariant = {
  name: 'demand counted once',
  examined: ({ rides }) => rides.filter(({ outcome }) => outcome).length,
  violations: ({ demand, rides }) => {
    const counted = Map.groupBy(demand, ({ requested }) => requested.slice(requested.indexOf('#') + 1));
    const twice = [...counted].filter(([, items]) => items.length > 1);
    const missing = rides.filter(({ rideId, outcome }) => outcome && !counted.has(rideId));
    return [
      ...twice.map(([rideId, items]) => `${rideId} counts ${items.length} times.`),
      ...missing.map(({ rideId }) => `${rideId} was priced and does not count.`),
    ];
  },
};
