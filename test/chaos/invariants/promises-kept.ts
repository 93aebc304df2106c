import { isDeepStrictEqual } from 'node:util';
import { type DriverRideView, driverView, type RideView } from '../../../core/ride-view.ts';
import type { RideRecord } from '../evidence.ts';
import type { Promised } from '../rider.ts';
import type { Invariant } from './invariant.ts';
import { pathOf } from './one-lawful-end.ts';

/** What was accepted is there, once, and every rider and driver was told what the record says. */
export const promisesKept: Invariant = {
  name: 'nothing forgotten',
  examined: ({ promised }) => promised.reduce((sum, { answers }) => sum + answers.length, 0),
  violations: ({ promised, cancelled, rides }) => {
    const byId = new Map(rides.map((ride) => [ride.rideId, ride]));
    const answers = [...promised.flatMap((promise) => promise.answers), ...cancelled];
    return [
      ...promised.flatMap(severalRides),
      ...answers.flatMap((answer) => brokenBy(answer, byId.get(answer.rideId))),
    ];
  },
};

/** A rider of these runs asks for one ride, however often: all answers are about that one. */
function severalRides({ plan, answers }: Promised): string[] {
  const rideIds = new Set(answers.map(({ rideId }) => rideId));
  return rideIds.size > 1 ? [`${plan.riderId} asked for one ride and was told of ${[...rideIds].join(', ')}.`] : [];
}

function brokenBy(answer: RideView | DriverRideView, ride: RideRecord | undefined): string[] {
  const { rideId, status } = answer;
  if (ride === undefined) return [`${rideId} was accepted and is not there.`];
  if (status === 'requested') return [];
  if (!pathOf(ride).includes(status)) return [`${rideId} was told to be ${status}, but is ${ride.status}.`];
  const [told, stored] =
    'reasons' in answer
      ? [
          { outcome: answer.outcome, reasons: answer.reasons },
          { outcome: ride.outcome ?? null, reasons: ride.reasons ?? [] },
        ]
      : [{ outcome: answer.outcome }, { outcome: driverView(ride).outcome }];
  return isDeepStrictEqual(told, stored)
    ? []
    : [`${rideId} was told otherwise than it is stored: ${JSON.stringify(told)}.`];
}
