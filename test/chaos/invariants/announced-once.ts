import type { Evidence, RideRecord } from '../evidence.ts';
import { ridesIn } from '../trace.ts';
import type { Invariant } from './invariant.ts';
import { pathOf } from './one-lawful-end.ts';

/**
 * A state of a ride for which nothing failed is announced exactly once: no call about it failed or was repeated, and each of its
 * messages was delivered once. Events that were made at the same moment are one, which its caller has tried again.
 */
export const announcedOnce: Invariant = {
  name: 'announced once',
  examined: (evidence) => undisturbed(evidence).flatMap(pathOf).length,
  violations: (evidence) => {
    const events = Map.groupBy(evidence.eventsBeforeRedrive, ({ rideId }) => rideId);
    return undisturbed(evidence).flatMap((ride) =>
      pathOf(ride).flatMap((state) => {
        const ofState = (events.get(ride.rideId) ?? []).filter(({ type }) => type === `ride.${state}`);
        const times = new Set(ofState.map(({ at }) => at)).size;
        return times === 1 ? [] : [`${ride.rideId} was announced as ${state} ${times} times, and nothing had failed.`];
      }),
    );
  },
};

function undisturbed({ rides, disturbed, deliveries }: Evidence): RideRecord[] {
  const repeated = new Set(deliveries.filter(({ attempt }) => attempt > 1).flatMap(({ body }) => [...ridesIn(body)]));
  return rides.filter(
    ({ rideId, status }) => status !== 'requested' && !disturbed.has(rideId) && !repeated.has(rideId),
  );
}
