import { availableParallelism } from 'node:os';

/** How much of this machine a cloud may use. */
export interface CloudLimits {
  /**
   * The maximum of concurrent invocations, of all functions together, reserved concurrency included. Default 1,000, as on AWS,
   * where a new account may have 10.
   */
  invocations?: number;
  /** The maximum of threads per function; further invocations share them. Default 1 on two processors or fewer, else 2. */
  workersPerFunction?: number;
  /** The maximum of waiting receives per event source mapping. Default 5. */
  pollersPerMapping?: number;
}

export const DEFAULT_LIMITS: Required<CloudLimits> = {
  invocations: 1_000,
  // Each worker compiles and optimises its function's code separately.
  workersPerFunction: availableParallelism() > 2 ? 2 : 1,
  pollersPerMapping: 5,
};
