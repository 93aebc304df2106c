import { type Clock, type Instant, instantOf } from '../../core/time.ts';

/** A clock that stands still until it is moved. */
export interface ManualClock {
  readonly clock: Clock;
  now(): Instant;
  set(moment: Instant): void;
  advance(ms: number): void;
}

export function manualClock(start: Instant): ManualClock {
  let epochMs = Date.parse(start);
  return {
    clock: () => new Date(epochMs),
    now: () => instantOf(epochMs),
    set: (moment) => {
      epochMs = Date.parse(moment);
    },
    advance: (ms) => {
      epochMs += ms;
    },
  };
}
