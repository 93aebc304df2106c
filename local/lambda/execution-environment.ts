import { randomUUID } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import { FunctionError } from '../errors.ts';
import type { LogEntry } from '../log-entry.ts';
import type { FunctionSpec } from './function-spec.ts';
import { ownTimeBoard, ownTimeMs, sampleMs } from './own-time.ts';
import type { FromRuntime, Invocation, ReportedError, RuntimeOptions } from './protocol.ts';
import { traceId } from './trace-id.ts';
import { beatMs, WorkerState } from './worker-state.ts';

/** Lambda allows a function this long to initialise. */
const INIT_TIMEOUT_MS = 10_000;

/** Of the heap of each worker. Less has it collect garbage for a good part of its time; there may be dozens of them. */
const YOUNG_GENERATION_MB = 32;

interface Pending {
  resolve(payload: unknown): void;
  reject(error: Error): void;
  /** Which invocation of its worker it is; 0 is the initialisation. */
  readonly order: number;
  /** Whether the worker has said that it has begun. */
  hasBegun: boolean;
  timer?: NodeJS.Timeout | undefined;
}

/** The worker is not going to begin this invocation, and never did: another one can. */
export class NotBegunError extends Error {}

/** Stands for the initialisation among the invocations. */
const INIT = 'INIT';

/** A worker thread with one function loaded in it. It may be given several invocations at once. */
export class ExecutionEnvironment {
  /** Settles once: when the handler is loaded, or with a FunctionError when it cannot be. */
  readonly ready: Promise<void>;
  /** Resolves when the thread has ended, for whatever reason. */
  readonly exited: Promise<void>;
  readonly #spec: FunctionSpec;
  readonly #worker: Worker;
  readonly #pending = new Map<string, Pending>();
  readonly #state = new WorkerState();
  #given = 0;
  #alive = true;
  #terminated: Promise<number> | undefined;

  constructor(spec: FunctionSpec, fillsCompileCache: boolean) {
    this.#spec = spec;
    this.#worker = new Worker(new URL('./runtime.mjs', import.meta.url), {
      name: spec.name,
      workerData: runtimeOptions(spec, fillsCompileCache, this.#state),
      env: spec.environment,
      execArgv: [],
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: spec.memoryMb, maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
    });
    this.#worker.on('message', (message: FromRuntime) => this.#receive(message));
    this.#worker.on('error', (error) => this.#log('stderr', `Uncaught Exception\t${error?.stack ?? error}`));
    this.exited = new Promise((resolve) => {
      this.#worker.once('exit', (code) => {
        this.#retire();
        this.#failAll('Runtime.ExitError', `Runtime exited with error: exit status ${code}`);
        resolve();
      });
    });
    this.ready = this.#await(INIT, 0).then(() => undefined);
    this.#limit(INIT, INIT_TIMEOUT_MS);
  }

  /** Whether it takes further invocations. */
  get alive(): boolean {
    return this.#alive;
  }

  /** How many invocations it has at once. */
  get load(): number {
    return this.#pending.size;
  }

  /** By how many milliseconds it is behind with what it has. */
  get lateMs(): number {
    return this.load > 0 ? this.#state.lateMs : 0;
  }

  /**
   * Runs the handler once. Rejects with a FunctionError when it fails, dies, or takes longer than its time-out, which
   * begins when the handler does. A worker in which one has timed out begins no more, and ends with the last of those that
   * it still has; those that it was given and has not begun reject with a NotBegunError.
   */
  invoke(event: unknown): Promise<unknown> {
    if (this.load === 0) this.#state.expectBeat();
    this.#given += 1;
    const { timeoutMs } = this.#spec;
    const invocation: Invocation = { requestId: randomUUID(), event, timeoutMs, traceId: traceId() };
    const outcome = this.#await(invocation.requestId, this.#given);
    this.#limit(invocation.requestId, timeoutMs);
    this.#worker.postMessage(invocation);
    return outcome;
  }

  /**
   * Begins nothing more, and ends with the last of what it has begun. What it has been given and has not begun rejects with a
   * NotBegunError.
   */
  retire(): void {
    this.#retire();
    if (this.load === 0) void this.terminate();
  }

  /** Ends the thread, whatever it is doing. */
  async terminate(): Promise<void> {
    this.#alive = false;
    this.#terminated ??= this.#worker.terminate();
    await this.#terminated;
  }

  #await(requestId: string, order: number): Promise<unknown> {
    return new Promise((resolve, reject) =>
      this.#pending.set(requestId, { resolve, reject, order, hasBegun: order === 0 }),
    );
  }

  /** It may take so much own time from now on. */
  #limit(requestId: string, timeoutMs: number): void {
    const pending = this.#pending.get(requestId);
    if (pending === undefined) return;
    const until = ownTimeMs() + timeoutMs;
    // A timer runs by the time of the machine, of which an invocation may have had a part.
    const check = () => {
      const leftMs = until - ownTimeMs();
      if (leftMs > 0) pending.timer = setTimeout(check, Math.ceil(leftMs));
      else if (pending.hasBegun || !this.#isBusy()) this.#timeOut(requestId, timeoutMs);
      // Its turn comes when those before it have ended, which have a limit each.
      else this.#limit(requestId, timeoutMs);
    };
    clearTimeout(pending.timer);
    pending.timer = setTimeout(check, timeoutMs);
  }

  #receive(message: FromRuntime): void {
    switch (message.type) {
      case 'log':
        this.#logLines(message);
        break;
      case 'ready':
        this.#settle(INIT)?.resolve(undefined);
        break;
      case 'started':
        this.#begin(message.requestId);
        break;
      case 'result':
        this.#settle(message.requestId)?.resolve(JSON.parse(message.payload));
        break;
      case 'failure':
        this.#settle(message.requestId)?.reject(functionError(message.error));
        break;
      case 'init-failure':
        this.#failInit(message.error);
        break;
    }
  }

  #begin(requestId: string): void {
    const pending = this.#pending.get(requestId);
    if (pending) pending.hasBegun = true;
    this.#limit(requestId, this.#spec.timeoutMs);
  }

  /** Whether it has begun something that has not ended. A worker that has not, and does not begin anything, hangs. */
  #isBusy(): boolean {
    return [...this.#pending.values()].some(({ hasBegun }) => hasBegun);
  }

  #settle(requestId: string): Pending | undefined {
    const pending = this.#pending.get(requestId);
    this.#pending.delete(requestId);
    clearTimeout(pending?.timer);
    if (!this.#alive && this.#pending.size === 0) void this.terminate();
    return pending;
  }

  #failInit(error: ReportedError): void {
    this.#alive = false;
    this.#log('platform', `INIT_REPORT Status: error\tError Type: ${error.errorType}\t${error.errorMessage}`);
    this.#settle(INIT)?.reject(functionError(error));
  }

  #timeOut(requestId: string, timeoutMs: number): void {
    this.#retire();
    if (this.#pending.has(requestId)) {
      this.#fail(requestId, 'Sandbox.Timedout', `Task timed out after ${(timeoutMs / 1000).toFixed(2)} seconds`);
    }
  }

  /** It begins nothing more: what it has not begun goes back. */
  #retire(): void {
    this.#alive = false;
    const begun = this.#state.close();
    const notBegun = [...this.#pending].filter(([, { order }]) => order > begun);
    // The last one first: each goes to the head of the line.
    for (const [requestId] of notBegun.toReversed()) this.#settle(requestId)?.reject(new NotBegunError());
  }

  #failAll(errorType: string, reason: string): void {
    for (const requestId of this.#pending.keys()) this.#fail(requestId, errorType, reason);
  }

  #fail(requestId: string, errorType: string, reason: string): void {
    const errorMessage = `RequestId: ${requestId} Error: ${reason}`;
    this.#log('platform', `${errorType} ${errorMessage}`, requestId);
    this.#settle(requestId)?.reject(new FunctionError(errorType, errorMessage));
  }

  #logLines({ at, requestId, stream, lines }: FromRuntime & { type: 'log' }): void {
    for (const line of lines) this.#spec.onLog?.({ at, functionName: this.#spec.name, requestId, stream, line });
  }

  #log(stream: LogEntry['stream'], line: string, requestId?: string): void {
    this.#spec.onLog?.({ at: Date.now(), functionName: this.#spec.name, requestId, stream, line });
  }
}

function functionError({ errorType, errorMessage }: ReportedError): FunctionError {
  return new FunctionError(errorType, errorMessage);
}

function runtimeOptions(spec: FunctionSpec, fillsCompileCache: boolean, { memory }: WorkerState): RuntimeOptions {
  const { taskRoot, handler, compileCacheDirectory, environment } = spec;
  return {
    taskRoot,
    handler,
    compileCacheDirectory,
    fillsCompileCache,
    state: memory,
    beatMs,
    ownTime: ownTimeBoard(),
    sampleMs,
    forwardsLogs: spec.onLog !== undefined,
    context: {
      functionName: spec.name,
      functionVersion: '$LATEST',
      invokedFunctionArn: spec.arn,
      memoryLimitInMB: String(spec.memoryMb),
      logGroupName: environment.AWS_LAMBDA_LOG_GROUP_NAME ?? '',
      logStreamName: environment.AWS_LAMBDA_LOG_STREAM_NAME ?? '',
    },
  };
}
