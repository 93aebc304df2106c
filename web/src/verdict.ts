import { type RaceFacts, tellBoth, tellRunner } from './tell-race.ts';
import { inMs } from './units.ts';

/** The state of a race: a side that is still running has no facts. */
export interface RaceState {
  readonly parallel: RaceFacts | undefined;
  readonly sequential: RaceFacts | undefined;
  /** Whether there is no sequential flow to compare with. */
  readonly isAlone: boolean;
}

/** The race in one sentence, in any state. */
export function verdict(state: RaceState | undefined, hasSequential: boolean): string {
  if (!state && !hasSequential) return 'Press the button to request a ride.';
  if (!state) return 'Press the button: the same ride is sent through both flows at the same moment.';
  const { parallel, sequential, isAlone } = state;
  if (isAlone) return parallel ? tellRunner(parallel) : 'The ride is on its way.';
  if (!parallel || !sequential) return 'The same ride is on its way through both flows.';
  const [fast, slow] = [confirmedMs(parallel), confirmedMs(sequential)];
  if (fast === undefined || slow === undefined) return tellBoth(parallel, sequential);
  if (inMs(fast) === inMs(slow)) return `Neither wins: both took ${inMs(fast)}.`;
  const winner = fast <= slow ? 'Side by side wins' : 'One after the other wins';
  const gain = Math.abs(slow - fast);
  const share = Math.round((100 * gain) / Math.max(1, fast, slow));
  return `${winner}: ${inMs(Math.min(fast, slow))} against ${inMs(Math.max(fast, slow))}, ${inMs(gain)} sooner (${share} %).`;
}

/** How long the rider waited. */
const confirmedMs = ({ view, answeredMs }: RaceFacts): number | undefined =>
  view?.status === 'confirmed' ? (answeredMs ?? view.timing.totalMs ?? undefined) : undefined;
