/** How much of this machine a cloud may take. */
export interface CloudLimits {
  /** How many invocations of a function without reserved concurrency may run at once. Default 1,000, as on AWS. */
  invocationsPerFunction?: number;
  /** How many threads a function may have; further invocations share them. Default 2. */
  workersPerFunction?: number;
  /** How many receives of an event source mapping may wait at once. Default 5. */
  pollersPerMapping?: number;
}

export const DEFAULT_LIMITS: Required<CloudLimits> = {
  invocationsPerFunction: 1_000,
  workersPerFunction: 2,
  pollersPerMapping: 5,
};
