import type { Flow, Ride } from '../../client/index.ts';
import type { Knob } from './knobs.ts';
import type { Failure } from './tell-race.ts';

/** One side of the race. */
export interface Runner {
  readonly flow: Flow;
  /** `performance.now()` when it set off. */
  readonly startedAt: number;
  /** The first of its rides, as far as it is known. */
  readonly view?: Ride;
  /** When the first ride's answer was here, or it was known that there is none, in milliseconds after the start. */
  readonly answeredMs?: number;
  /** The rides that are through. */
  readonly finished: readonly Ride[];
  readonly wanted: number;
  /** Why a call came to nothing. */
  readonly failure?: Failure;
  /** The knobs that it was sent with. */
  readonly knobs: Readonly<Record<string, Knob>>;
}

export const isOver = ({ finished, wanted, failure }: Runner): boolean =>
  failure !== undefined || finished.length >= wanted;
