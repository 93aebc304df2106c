/** The start-up options of a worker thread. */
export interface RuntimeOptions {
  taskRoot: string;
  /** `index.handler` */
  handler: string;
  /** The part of the context object that is the same for every invocation. */
  context: Record<string, string>;
  forwardsLogs: boolean;
  compileCacheDirectory: string;
  /** One worker of a function writes the compile cache, with which later ones start faster. */
  fillsCompileCache: boolean;
  /** The memory of its WorkerState, and the interval of its heartbeat. */
  state: Int32Array;
  beatMs: number;
  /** The last sample of own time, when it was taken, and whether it may be suspended: see own-time.ts. */
  ownTime: Int32Array;
  sampleMs: number;
}

export interface Invocation {
  requestId: string;
  event: unknown;
  /** In own time. */
  timeoutMs: number;
  traceId: string;
}

export interface ReportedError {
  errorType: string;
  errorMessage: string;
  stack?: string[] | undefined;
}

/** The messages of a worker thread. `payload` is JSON, as in Lambda. */
export type FromRuntime =
  | { type: 'ready'; initMs: number }
  | { type: 'init-failure'; error: ReportedError }
  | { type: 'log'; at: number; requestId: string | undefined; stream: 'stdout' | 'stderr'; lines: string[] }
  | { type: 'started'; requestId: string }
  | { type: 'result'; requestId: string; payload: string }
  | { type: 'failure'; requestId: string; error: ReportedError };
