import type { HopTimes } from './hop-times.ts';
import type { Spread } from './spread.ts';

/** The input of a simulation in virtual time. */
export interface Course {
  readonly seed: number;
  readonly riders: Riders;
  readonly hops: HopTimes;
  /** Whether riders want to wait for the outcome. */
  readonly wait: boolean;
  /** The stage's throttle, and the rate of other requests to it. Default: no throttle. */
  readonly stage?: { readonly perSecond: number; readonly burst: number; readonly others: number };
  /** The account's quota of concurrent executions, and those reserved for the API. */
  readonly concurrency: number;
  readonly apiConcurrency?: number;
  /** Invocations of the API that other calls occupy. */
  readonly occupied?: number;
  /** Rides that are admitted at once to an idle service. */
  readonly burst: number;
  readonly deadlineSeconds?: number;
  /** By consumer: concurrent invocations at first, added a minute, and at most. */
  readonly mappingOf: (name: string) => { readonly start: number; readonly perMinute: number; readonly most: number };
  /** Warm environments, by function; new ones that a function may get in ten seconds, and the time that each takes to start. */
  readonly warmOf: (name: string) => number;
  readonly environmentsPerTenSeconds: number;
  readonly coldStart: Spread;
  /** Processes of the API and of the aggregator that count rides. */
  readonly processes: number;
  readonly aggregators: number;
  /** Writes a second that the load counter's item takes. */
  readonly loadWritesPerSecond: number;
}

/** Independent riders, by the rate in each second (open); or some callers who each repeat after an answer (closed). */
export type Riders =
  | { readonly kind: 'open'; readonly seconds: number; readonly perSecond: (second: number) => number }
  | { readonly kind: 'closed'; readonly callers: number; readonly rides: number };

/** The result of a ride request. Times are in milliseconds since the beginning. */
export interface RideCourse {
  readonly sentAt: number;
  end?: 'throttled' | 'refused' | 'failed' | 'confirmed' | 'expired';
  /** Whether its call waited for the outcome. */
  waited?: boolean;
  /** When the rider could know of the end: by the answer, or without a wait by polling. */
  knownAt?: number;
}

export interface Outcome {
  readonly rides: readonly RideCourse[];
  /** Throttled invocations behind queues. */
  readonly throttled: number;
  /** The largest backlog of each queue. */
  readonly mostWaiting: Readonly<Record<string, number>>;
}
