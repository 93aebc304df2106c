import { randomUUID } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import { FunctionError } from '../errors.ts';
import type { LogEntry } from '../log-entry.ts';
import { youngGenerationMb } from '../young-generation.ts';
import type { FunctionSpec } from './function-spec.ts';
import { ownTimeBoard, ownTimeMs, sampleMs } from './own-time.ts';
import type { FromRuntime, Invocation, ReportedError, RuntimeOptions } from './protocol.ts';
import { traceId } from './trace-id.ts';
import { beatMs, WorkerState } from './worker-state.ts';

/** Lambda's limit for initialisation. */
const INIT_TIMEOUT_MS = 10_000;

interface Pending {
  resolve(payload: unknown): void;
  reject(error: Error): void;
  /** The invocation's number within its worker; 0 is the initialisation. */
  readonly order: number;
  /** Whether the worker has reported that it began. */
  hasBegun: boolean;
  timer?: NodeJS.Timeout | undefined;
}

/** The worker has not begun this invocation and never will, so that another worker can run it. */
export class NotBegunError extends Error {}

/** The initialisation's key among the invocations. */
const INIT = 'INIT';

/** A worker thread with one function loaded in it. It may run several invocations at once. */
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
      resourceLimits: { maxOldGenerationSizeMb: spec.memoryMb, maxYoungGenerationSizeMb: youngGenerationMb },
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

  /** Whether it accepts further invocations. */
  get alive(): boolean {
    return this.#alive;
  }

  /** The number of its pending invocations. */
  get load(): number {
    return this.#pending.size;
  }

  /** By how many milliseconds it is late with its work. */
  get lateMs(): number {
    return this.load > 0 ? this.#state.lateMs : 0;
  }

  /**
   * Runs the handler once. Rejects with a FunctionError when it fails, dies, or exceeds its time-out, which begins when the
   * handler does. After a time-out the worker begins no further invocation, and ends with the last one under way; those that
   * were queued in it reject with a NotBegunError.
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

  /** Begins nothing more, and ends with the last invocation under way. Queued invocations reject with a NotBegunError. */
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

  /** Limits its own time from now on. */
  #limit(requestId: string, timeoutMs: number): void {
    const pending = this.#pending.get(requestId);
    if (pending === undefined) return;
    const until = ownTimeMs() + timeoutMs;
    // A timer measures the machine's time, of which the invocation's own time may be a part.
    const check = () => {
      const leftMs = until - ownTimeMs();
      if (leftMs > 0) pending.timer = setTimeout(check, Math.ceil(leftMs));
      else if (pending.hasBegun || !this.#isBusy()) this.#timeOut(requestId, timeoutMs);
      // It is still queued behind others, each of which has its own limit.
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

  /** Whether an invocation is under way. A worker with none that begins no queued one hangs. */
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

  /** Begins nothing more: queued invocations go back to the pool. */
  #retire(): void {
    this.#alive = false;
    const begun = this.#state.close();
    const notBegun = [...this.#pending].filter(([, { order }]) => order > begun);
    // In reverse order: each goes to the head of the queue.
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
