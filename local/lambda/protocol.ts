/** What a worker thread is told when it starts. */
export interface RuntimeOptions {
  taskRoot: string;
  /** `index.handler` */
  handler: string;
  /** The part of the context object that is the same for every invocation. */
  context: Record<string, string>;
  forwardsLogs: boolean;
  compileCacheDirectory: string;
  /** One worker of a function writes the cache of compiled code from which the later ones start faster. */
  fillsCompileCache: boolean;
  /** The memory of its WorkerState, and how often it beats. */
  state: Int32Array;
  beatMs: number;
  /** Own time as it was sampled, and when: see own-time.ts. */
  ownTime: Int32Array;
  sampleMs: number;
}

export interface Invocation {
  requestId: string;
  event: unknown;
  /** Of own time. */
  timeoutMs: number;
  traceId: string;
}

export interface ReportedError {
  errorType: string;
  errorMessage: string;
  stack?: string[] | undefined;
}

/** What a worker thread reports. `payload` is JSON, as Lambda's own answers are. */
export type FromRuntime =
  | { type: 'ready'; initMs: number }
  | { type: 'init-failure'; error: ReportedError }
  | { type: 'log'; at: number; requestId: string | undefined; stream: 'stdout' | 'stderr'; lines: string[] }
  | { type: 'started'; requestId: string }
  | { type: 'result'; requestId: string; payload: string }
  | { type: 'failure'; requestId: string; error: ReportedError };
