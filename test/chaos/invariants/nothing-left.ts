import { isDeepStrictEqual } from 'node:util';
import { isUnfinished } from '../drain.ts';
import type { Evidence, RideItem } from '../evidence.ts';
import type { Invariant } from './invariant.ts';

/** No message is left anywhere but in dead-letter queues, and to redrive those changed no ride. */
export const nothingLeft: Invariant = {
  name: 'nothing left over',
  violations: (evidence) => [...leftOver(evidence), ...changedByRedrive(evidence)],
};

const leftOver = ({ queues }: Evidence): string[] =>
  queues.filter(isUnfinished).map(({ name, messages }) => `${name} has ${messages} messages left.`);

function changedByRedrive({ ridesBeforeRedrive, rides }: Evidence): string[] {
  const before = new Map(ridesBeforeRedrive.map((ride) => [ride.rideId, ride]));
  return rides.flatMap((ride) => {
    const was = before.get(ride.rideId);
    if (was === undefined) return [`${ride.rideId} came into being by a redrive.`];
    return isDeepStrictEqual(endOf(was), endOf(ride)) ? [] : [`${ride.rideId} was ${was.status}, is ${ride.status}.`];
  });
}

const endOf = ({ status, outcome, reasons, completedAt, endedAt }: RideItem) => ({
  status,
  outcome,
  reasons,
  completedAt,
  endedAt,
});
