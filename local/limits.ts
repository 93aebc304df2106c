import { availableParallelism } from 'node:os';

/** How much of this machine a cloud may take. */
export interface CloudLimits {
  /**
   * How many invocations may run at once, of all functions together. What functions reserve is set aside of it. Default
   * 1,000, as on AWS, where a new account may have 10.
   */
  invocations?: number;
  /** How many threads a function may have; further invocations share them. Default 1 on two processors or fewer, else 2. */
  workersPerFunction?: number;
  /** How many receives of an event source mapping may wait at once. Default 5. */
  pollersPerMapping?: number;
}

export const DEFAULT_LIMITS: Required<CloudLimits> = {
  invocations: 1_000,
  // Each worker compiles and optimises its function's code for itself.
  workersPerFunction: availableParallelism() > 2 ? 2 : 1,
  pollersPerMapping: 5,
};
