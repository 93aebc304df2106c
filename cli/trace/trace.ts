import type { Instant } from '../../core/time.ts';
import type { LogLine } from './log-line.ts';

/** One step on a ride's way, as far as it is known. */
export interface Hop {
  /** Whose step it is: a branch, a subscriber, `api` or `aggregator`. */
  readonly lane: string;
  /** Such as `published`, `queued` or `attempt 2`. */
  readonly what: string;
  /** `open`: it began, and how it ended is not known. */
  readonly kind: 'moment' | 'waiting' | 'work' | 'failure' | 'open';
  readonly at: Instant;
  /** Its end; null for a moment, and where the end is not known. */
  readonly until: Instant | null;
  /** How it went, in some words; empty when there is nothing to say. */
  readonly note: string;
}

/** One ride's whole way, as its logs and its record tell it. */
export interface Trace {
  readonly rideId: string;
  readonly traceId: string | null;
  readonly flow: string | null;
  /** The last state that is known. */
  readonly status: string | null;
  /** When the ride was requested; where that is not known, the time of the first line. */
  readonly requestedAt: Instant;
  /** From the request to the outcome. */
  readonly totalMs: number | null;
  /** In order of time. */
  readonly hops: readonly Hop[];
  /** What one would expect and what is not there. */
  readonly missing: readonly string[];
  /** In order of time. */
  readonly lines: readonly LogLine[];
}
