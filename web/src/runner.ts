import type { Flow, Ride, RideRequest } from '../../client/index.ts';
import type { Knob } from './knobs.ts';
import type { Failure } from './tell-race.ts';

/** One side of the race. */
export interface Runner {
  readonly flow: Flow;
  /** `performance.now()` at the start. */
  readonly startedAt: number;
  /** What was sent, once or several times. */
  readonly request: RideRequest;
  /** The first of its rides, as far as it is known. */
  readonly view?: Ride;
  /** When the first ride's response arrived or its call failed, in milliseconds after the start. */
  readonly answeredMs?: number;
  /** The number of finished rides. */
  readonly finished: readonly Ride[];
  readonly wanted: number;
  /** Why a call failed. */
  readonly failure?: Failure;
  /** The knobs that it was sent with. */
  readonly knobs: Readonly<Record<string, Knob>>;
}

export const isOver = ({ finished, wanted, failure }: Runner): boolean =>
  failure !== undefined || finished.length >= wanted;
