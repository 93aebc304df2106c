import { heartbeatSeconds } from '../driver-heartbeats.ts';

/** What is asked of a plan. */
export interface Question {
  /** Rides that are asked for in a minute, on average. What an hour costs goes by it. */
  readonly ridesPerMinute: number;
  /** How many times as many there are in the busiest minute, for which everything has to be large enough. */
  readonly peak: number;
  readonly region: string;
  /** Seconds that a call waits for its outcome: 0 where riders come back. Default: as long as was measured. */
  readonly secondsWaiting?: number;
  /** The share of riders who ask at one door, as after a concert. Default: none but those of the simulated city. */
  readonly crowd?: number;
  /** Drivers on shift, each of whom reports every 45 s. */
  readonly drivers: number;
  /** Invocations that the account grants: what the stack is told by `-c concurrency`. */
  readonly concurrency: number;
  /** MaximumConcurrency of each event source mapping. */
  readonly maxConcurrency: number;
  /** What the stack is told by `-c requestsPerSecond`. */
  readonly requestsPerSecond: number;
  /** Stacks that the city is divided into. Default: as few as bear it. */
  readonly stacks?: number;
}

/** Of the stack as it is deployed, in an account with default quotas. */
export const deployed = { concurrency: 1_000, maxConcurrency: 50, requestsPerSecond: 500 } as const;

/** The stage lets through no more requests a second for each invocation of the API's function, and half as many at once. */
export const requestsPerInvocation = 20;

/** Rides that are admitted at once to an idle service, for each invocation. Both are as lib/concurrency-of.ts has them. */
export const burstPerInvocation = 6;

/** The default quota of concurrent executions. */
export const defaultConcurrency = 1_000;

/** A ride keeps its driver for so long: a usual trip, with the way to the pickup. */
export const minutesWithDriver = 15;

export const reportSeconds = heartbeatSeconds;

/** Rides asked for in the busiest second. */
export const peakPerSecond = ({ ridesPerMinute, peak }: Question): number => (ridesPerMinute * peak) / 60;
