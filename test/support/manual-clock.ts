import { type Clock, type Instant, instantOf } from '../../core/time.ts';

/** A clock that stands still until it is moved. */
export interface ManualClock {
  readonly clock: Clock;
  now(): Instant;
  set(moment: Instant): void;
  advance(ms: number): void;
}

export function manualClock(start: Instant): ManualClock {
  let date = standingAt(Date.parse(start));
  return {
    clock: () => date,
    now: () => date.toISOString(),
    set: (moment) => {
      date = standingAt(Date.parse(moment));
    },
    advance: (ms) => {
      date = standingAt(date.getTime() + ms);
    },
  };
}

/** A date that is put into words once: a clock is looked at far more often than it is moved. */
function standingAt(epochMs: number): Date {
  const date = new Date(epochMs);
  const words = instantOf(epochMs);
  date.toISOString = () => words;
  return date;
}
