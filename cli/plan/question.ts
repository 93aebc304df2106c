import { heartbeatSeconds } from '../driver-heartbeats.ts';

/** The input of a plan. */
export interface Question {
  /** Ride requests a minute, on average. The cost of an hour is computed from it. */
  readonly ridesPerMinute: number;
  /** The ratio of the busiest minute to the average. Everything is sized for it. */
  readonly peak: number;
  readonly region: string;
  /** Seconds that a call waits for its outcome: 0 if riders poll. Default: as measured. */
  readonly secondsWaiting?: number;
  /** The share of rides requested at one door, as after a concert. Default: no crowd beyond the simulated city. */
  readonly crowd?: number;
  /** Drivers on shift, each of whom reports every 45 s. */
  readonly drivers: number;
  /** The account's quota of concurrent executions: the stack's `-c concurrency`. */
  readonly concurrency: number;
  /** MaximumConcurrency of each event source mapping. */
  readonly maxConcurrency: number;
  /** The stack's `-c requestsPerSecond`. */
  readonly requestsPerSecond: number;
  /** The number of stacks in the city. Default: as few as suffice. */
  readonly stacks?: number;
}

/** The defaults: the stack as it is deployed, in an account with default quotas. */
export const deployed = { concurrency: 1_000, maxConcurrency: 50, requestsPerSecond: 500 } as const;

/** The stage's limit of requests a second for each invocation of the API's function; its burst is half as many. */
export const requestsPerInvocation = 20;

/** Rides that are admitted at once to an idle service, for each invocation. Both are those of lib/concurrency-of.ts. */
export const burstPerInvocation = 6;

/** The default quota of concurrent executions. */
export const defaultConcurrency = 1_000;

/** How long a ride occupies its driver: a usual trip, with the drive to the pickup. */
export const minutesWithDriver = 15;

export const reportSeconds = heartbeatSeconds;

/** Ride requests in the busiest second. */
export const peakPerSecond = ({ ridesPerMinute, peak }: Question): number => (ridesPerMinute * peak) / 60;
