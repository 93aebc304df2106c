import type { Instant } from '../../core/time.ts';
import type { LogLine } from './log-line.ts';

/** One hop of a ride, as far as it is known. */
export interface Hop {
  /** The service of the hop: a branch, a subscriber, `api` or `aggregator`. */
  readonly lane: string;
  /** Such as `published`, `queued` or `attempt 2`. */
  readonly what: string;
  /** `open`: it began, and its end is unknown. */
  readonly kind: 'moment' | 'waiting' | 'work' | 'failure' | 'open';
  readonly at: Instant;
  /** Its end; null for a moment, and if the end is unknown. */
  readonly until: Instant | null;
  /** A short description of the result; may be empty. */
  readonly note: string;
}

/** A ride's complete path, by its logs and its record. */
export interface Trace {
  readonly rideId: string;
  readonly traceId: string | null;
  readonly flow: string | null;
  /** The last known state. */
  readonly status: string | null;
  /** When the ride was requested; if unknown, the time of the first line. */
  readonly requestedAt: Instant;
  /** From the request to the outcome. */
  readonly totalMs: number | null;
  /** In order of time. */
  readonly hops: readonly Hop[];
  /** Expected hops and lines that are missing. */
  readonly missing: readonly string[];
  /** In order of time. */
  readonly lines: readonly LogLine[];
}
