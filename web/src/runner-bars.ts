import type { Branch } from '../../client/index.ts';
import type { Bar } from './bar.ts';
import { barsOf, emptyBars, expectedBars, inTurnBars, startedBars } from './bars-of.ts';
import type { Runner } from './runner.ts';
import type { Hop } from './tell-race.ts';

/** The inputs for bars besides the runner itself. */
export interface BarFacts {
  readonly elapsedMs: number;
  readonly isOver: boolean;
  /** The branches that were reported before the response. */
  readonly heard?: Readonly<Record<string, Branch>> | undefined;
  readonly hops?: readonly Hop[] | undefined;
}

/** The bars of one side of a race: from its response, else from reported progress, else predicted. */
export function runnerBars({ view, flow, knobs }: Runner, { elapsedMs, isOver, heard, hops }: BarFacts): Bar[] {
  if (view) {
    const branches = view.status === 'requested' ? { ...view.branches, ...heard } : view.branches;
    return barsOf({ ...view, branches }, view.timing.totalMs ?? elapsedMs, isOver, hops);
  }
  if (flow === 'sequential' && heard) return inTurnBars(knobs, heard, elapsedMs, isOver);
  if (isOver) return emptyBars(Object.keys(knobs), 'not heard of');
  return flow === 'parallel' ? startedBars(knobs, elapsedMs) : expectedBars(knobs, elapsedMs);
}
