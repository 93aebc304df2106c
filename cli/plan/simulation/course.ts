import type { HopTimes } from './hop-times.ts';
import type { Spread } from './spread.ts';

/** What happens to a stack in virtual time. */
export interface Course {
  readonly seed: number;
  readonly riders: Riders;
  readonly hops: HopTimes;
  /** Whether riders want to wait for the outcome. */
  readonly wait: boolean;
  /** What the stage lets through, and the requests of others that come to it. Default: all. */
  readonly stage?: { readonly perSecond: number; readonly burst: number; readonly others: number };
  /** Invocations that the account grants in all, and those that are reserved for the API. */
  readonly concurrency: number;
  readonly apiConcurrency?: number;
  /** Of the API's, those that other calls take. */
  readonly occupied?: number;
  /** Rides that are admitted at once to an idle service. */
  readonly burst: number;
  readonly deadlineSeconds?: number;
  /** By consumer: invocations at once, how many more a minute, and at most. */
  readonly mappingOf: (name: string) => { readonly start: number; readonly perMinute: number; readonly most: number };
  /** Environments that are there, by function; how many more a function may get in ten seconds, and what each takes to start. */
  readonly warmOf: (name: string) => number;
  readonly environmentsPerTenSeconds: number;
  readonly coldStart: Spread;
  /** Processes of the API and of the aggregator that count rides. */
  readonly processes: number;
  readonly aggregators: number;
  /** Writes a second that the item takes in which rides are counted. */
  readonly loadWritesPerSecond: number;
}

/** Riders who know nothing of each other, by the rate in each second; or some who each ask again once they have an answer. */
export type Riders =
  | { readonly kind: 'open'; readonly seconds: number; readonly perSecond: (second: number) => number }
  | { readonly kind: 'closed'; readonly callers: number; readonly rides: number };

/** What became of a request for a ride. Milliseconds since the beginning. */
export interface RideCourse {
  readonly sentAt: number;
  end?: 'throttled' | 'refused' | 'failed' | 'confirmed' | 'expired';
  /** Whether its call waited for the outcome. */
  waited?: boolean;
  /** When the rider could know of the end: by the answer, or, who did not wait, by looking. */
  knownAt?: number;
}

export interface Outcome {
  readonly rides: readonly RideCourse[];
  /** Invocations that were throttled behind queues. */
  readonly throttled: number;
  /** The most messages that waited in a queue. */
  readonly mostWaiting: Readonly<Record<string, number>>;
}
