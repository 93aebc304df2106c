import type { OnLog } from '../log-entry.ts';

/** A function as it is configured; everything that a worker needs to run it. */
export interface FunctionSpec {
  logicalId: string;
  name: string;
  arn: string;
  /** Directory of its code, outside of any project. */
  taskRoot: string;
  handler: string;
  /** The whole environment of its workers. */
  environment: Record<string, string>;
  timeoutMs: number;
  memoryMb: number;
  /** How many invocations may run at once. */
  maxConcurrency: number;
  /** How many workers they may be spread over. */
  maxWorkers: number;
  compileCacheDirectory: string;
  onLog?: OnLog | undefined;
}
