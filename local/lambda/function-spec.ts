import type { OnLog } from '../log-entry.ts';

/** A function's configuration: everything that a worker needs to run it. */
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
  /** The maximum of concurrent invocations. */
  maxConcurrency: number;
  /** The maximum of workers. */
  maxWorkers: number;
  compileCacheDirectory: string;
  onLog?: OnLog | undefined;
}
