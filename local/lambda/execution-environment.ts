import { randomUUID } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import { FunctionError } from '../errors.ts';
import type { LogEntry } from '../log-entry.ts';
import type { FunctionSpec } from './function-spec.ts';
import type { FromRuntime, Invocation, ReportedError, RuntimeOptions } from './protocol.ts';
import { traceId } from './trace-id.ts';

/** Lambda allows a function this long to initialise. */
const INIT_TIMEOUT_MS = 10_000;

/** Less than the default, which is a lot when a stack under load has hundreds of workers. */
const YOUNG_GENERATION_MB = 8;

interface Pending {
  requestId: string;
  resolve(payload: unknown): void;
  reject(error: FunctionError): void;
  timer: NodeJS.Timeout;
}

/** A worker thread with one function loaded in it. It answers one invocation at a time. */
export class ExecutionEnvironment {
  /** Settles once: when the handler is loaded, or with a FunctionError when it cannot be. */
  readonly ready: Promise<void>;
  /** Resolves when the thread has ended, for whatever reason. */
  readonly exited: Promise<void>;
  readonly #spec: FunctionSpec;
  readonly #worker: Worker;
  #pending: Pending | undefined;
  #alive = true;

  constructor(spec: FunctionSpec, fillsCompileCache: boolean) {
    this.#spec = spec;
    this.#worker = new Worker(new URL('./runtime.mjs', import.meta.url), {
      workerData: runtimeOptions(spec, fillsCompileCache),
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
        this.#fail('Runtime.ExitError', `Runtime exited with error: exit status ${code}`);
        resolve();
      });
    });
    this.ready = this.#await('init', INIT_TIMEOUT_MS).then(() => undefined);
  }

  get alive(): boolean {
    return this.#alive;
  }

  /** Runs the handler once. Rejects with a FunctionError when it fails, dies, or takes longer than its time-out. */
  invoke(event: unknown): Promise<unknown> {
    const requestId = randomUUID();
    const deadlineMs = Date.now() + this.#spec.timeoutMs;
    const invocation: Invocation = { requestId, event, deadlineMs, traceId: traceId() };
    const outcome = this.#await(requestId, this.#spec.timeoutMs);
    this.#worker.postMessage(invocation);
    return outcome;
  }

  /** Ends the thread, whatever it is doing. */
  async terminate(): Promise<void> {
    this.#alive = false;
    await this.#worker.terminate();
  }

  #await(requestId: string, timeoutMs: number): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.#timeOut(timeoutMs), timeoutMs);
      this.#pending = { requestId, resolve, reject, timer };
    });
  }

  #receive(message: FromRuntime): void {
    switch (message.type) {
      case 'log':
        this.#logLines(message);
        break;
      case 'ready':
        this.#settle()?.resolve(undefined);
        break;
      case 'result':
        this.#settle()?.resolve(JSON.parse(message.payload));
        break;
      case 'failure':
        this.#settle()?.reject(functionError(message.error));
        break;
      case 'init-failure':
        this.#failInit(message.error);
        break;
    }
  }

  #settle(): Pending | undefined {
    const pending = this.#pending;
    this.#pending = undefined;
    clearTimeout(pending?.timer);
    return pending;
  }

  #failInit(error: ReportedError): void {
    this.#log('platform', `INIT_REPORT Status: error\tError Type: ${error.errorType}\t${error.errorMessage}`);
    this.#settle()?.reject(functionError(error));
    void this.terminate();
  }

  #timeOut(timeoutMs: number): void {
    this.#fail('Sandbox.Timedout', `Task timed out after ${(timeoutMs / 1000).toFixed(2)} seconds`);
    void this.terminate();
  }

  #fail(errorType: string, reason: string): void {
    this.#alive = false;
    const pending = this.#settle();
    if (!pending) return;
    const errorMessage = `RequestId: ${pending.requestId} Error: ${reason}`;
    this.#log('platform', `${errorType} ${errorMessage}`, pending.requestId);
    pending.reject(new FunctionError(errorType, errorMessage));
  }

  #logLines({ at, requestId, stream, lines }: FromRuntime & { type: 'log' }): void {
    for (const line of lines) this.#spec.onLog?.({ at, functionName: this.#spec.name, requestId, stream, line });
  }

  #log(stream: LogEntry['stream'], line: string, requestId = this.#pending?.requestId): void {
    this.#spec.onLog?.({ at: Date.now(), functionName: this.#spec.name, requestId, stream, line });
  }
}

function functionError({ errorType, errorMessage }: ReportedError): FunctionError {
  return new FunctionError(errorType, errorMessage);
}

function runtimeOptions(spec: FunctionSpec, fillsCompileCache: boolean): RuntimeOptions {
  const { taskRoot, handler, compileCacheDirectory, environment } = spec;
  return {
    taskRoot,
    handler,
    compileCacheDirectory,
    fillsCompileCache,
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
