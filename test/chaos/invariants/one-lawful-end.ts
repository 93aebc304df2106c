import type { RideStatus } from '../../../core/ride.ts';
import type { Evidence, RideRecord } from '../evidence.ts';
import type { Invariant } from './invariant.ts';

/** Every ride, accepted or not, is in one terminal state; that state was announced, and none that it was never in. */
export const oneLawfulEnd: Invariant = {
  name: 'one lawful end, announced',
  examined: ({ rides }) => rides.length,
  violations: ({ rides, events }) => {
    const announced = Map.groupBy(events, ({ rideId }) => rideId);
    return rides.flatMap((ride) => violationsOf(ride, announced.get(ride.rideId) ?? []));
  },
};

function violationsOf(ride: RideRecord, events: Evidence['events']): string[] {
  const { rideId, status } = ride;
  if (status === 'requested') return [`${rideId} has not ended.`];
  const path = pathOf(ride);
  const states = new Set(events.map(({ type }) => type.replace('ride.', '')));
  states.delete('driver-unneeded');
  const unlawful = [...states].filter((state) => !path.includes(state as RideStatus));
  return [
    ...(states.has(status) ? [] : [`${rideId} is ${status}, which was never announced.`]),
    ...unlawful.map(
      (state) => `${rideId} was announced as ${state}, but it is ${status} by way of ${path.join(', ')}.`,
    ),
  ];
}

/** The states that a ride has been in. One that was confirmed on the way to its end has an outcome. */
export function pathOf({ status, outcome }: Pick<RideRecord, 'status' | 'outcome'>): RideStatus[] {
  const wasConfirmed = outcome !== undefined && status !== 'confirmed';
  return wasConfirmed ? ['confirmed', status] : [status];
}
