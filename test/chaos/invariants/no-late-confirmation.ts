import type { Evidence, RideRecord } from '../evidence.ts';
import type { Invariant } from './invariant.ts';
import { endOf, millisOf } from './millis.ts';

/** From so long after its deadline on no ride is confirmed. */
const graceMs = 5_000;

/** The time-out of the functions that confirm rides here: the write of a moment can be seen so much later. */
const underWayMs = 3_000;

export const noLateConfirmation: Invariant = {
  name: 'no late confirmation',
  examined: (evidence) => confirmed(evidence).length,
  violations: (evidence) =>
    confirmed(evidence)
      .filter((ride) => {
        const latest = millisOf(ride.deadlineAt) + graceMs;
        return millisOf(ride.completedAt ?? evidence.at) >= latest || endOf(ride, evidence) >= latest + underWayMs;
      })
      .map(({ rideId, completedAt, deadlineAt }) => `${rideId} was confirmed at ${completedAt}, due at ${deadlineAt}.`),
};

const confirmed = ({ rides }: Evidence): RideRecord[] => rides.filter(({ outcome }) => outcome !== undefined);
