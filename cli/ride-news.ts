import type { Branch, Ride } from '../client/index.ts';
import { inMs } from './figures.ts';

type TellingRide = Pick<Ride, 'rideId' | 'status' | 'branches' | 'timing'>;

/** The changes of a ride since its last view, one a line. */
export function newsOf(before: TellingRide | undefined, after: TellingRide): string[] {
  const answers = Object.entries(after.branches)
    .filter(([name, { status }]) => status !== 'pending' && status !== before?.branches[name]?.status)
    .map(([name, branch]) => `  ${name}: ${answerOf(branch)}`);
  const state = before?.status === after.status ? [] : [stateOf(after)];
  // A ride is requested before anything is answered, and ends afterwards.
  return after.status === 'requested' ? [...state, ...answers] : [...answers, ...state];
}

const answerOf = ({ status, durationMs, reason }: Branch): string =>
  [
    status.replace('_', ' '),
    ...(durationMs === null ? [] : [`after ${inMs(durationMs)}`]),
    ...(reason ? [`(${reason.message})`] : []),
  ].join(' ');

const stateOf = ({ rideId, status, timing: { totalMs } }: TellingRide): string =>
  `${rideId} is ${status}${totalMs === null ? '' : ` after ${inMs(totalMs)}`}`;
