import { ThrottledError } from '../errors.ts';
import type { Semaphore } from '../semaphore.ts';
import { ExecutionEnvironment } from './execution-environment.ts';
import type { FunctionSpec } from './function-spec.ts';

interface Job {
  event: unknown;
  resolve(payload: unknown): void;
  reject(error: unknown): void;
}

/**
 * The workers of one function. Whoever is free takes the next invocation: the worker used last if one is idle (its
 * caches are warm), else the first that becomes ready.
 */
export class Pool {
  readonly spec: FunctionSpec;
  /** Shared by all pools, so that starting workers leaves processor time to the running ones. */
  readonly #startGate: Semaphore;
  readonly #environments = new Set<ExecutionEnvironment>();
  readonly #idle: ExecutionEnvironment[] = [];
  readonly #waiting: Job[] = [];
  #busy = 0;
  #starting = 0;
  #hasFilledCompileCache = false;
  #stopped = false;

  constructor(spec: FunctionSpec, startGate: Semaphore) {
    this.spec = spec;
    this.#startGate = startGate;
  }

  /** Runs the function once. Rejects with FunctionError, or ThrottledError when the pool's bound is reached. */
  async invoke(event: unknown): Promise<unknown> {
    if (this.#stopped || this.#busy + this.#waiting.length >= this.spec.maxConcurrency) {
      throw new ThrottledError(this.spec.name);
    }
    return new Promise((resolve, reject) => {
      this.#waiting.push({ event, resolve, reject });
      this.#dispatch();
    });
  }

  /**
   * Starts one worker ahead of the first invocation, without regard to the gate: nothing else is running yet. A function
   * that cannot be loaded says so in its log, and again when it is invoked.
   */
  async warm(): Promise<void> {
    if (this.spec.maxConcurrency === 0) return;
    await this.#startEnvironment();
    this.#dispatch();
  }

  /** Ends every worker abruptly, as a failing host would; their invocations fail. New ones get fresh workers. */
  async killWorkers(): Promise<void> {
    await Promise.all([...this.#environments].map((environment) => environment.terminate()));
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    for (const job of this.#waiting.splice(0)) job.reject(new ThrottledError(this.spec.name));
    await this.killWorkers();
  }

  #dispatch(): void {
    while (this.#waiting.length > 0) {
      const environment = this.#takeIdle();
      if (!environment) break;
      this.#run(environment, this.#waiting.shift() as Job);
    }
    while (this.#starting < this.#waiting.length) void this.#startThroughGate();
  }

  #takeIdle(): ExecutionEnvironment | undefined {
    let environment = this.#idle.pop();
    // One that has failed is listed, too, until its thread has ended.
    while (environment && !environment.alive) environment = this.#idle.pop();
    return environment;
  }

  #run(environment: ExecutionEnvironment, job: Job): void {
    this.#busy += 1;
    const done = () => {
      this.#busy -= 1;
      this.#idle.push(environment);
      this.#dispatch();
    };
    environment.invoke(job.event).then(
      (payload) => {
        done();
        job.resolve(payload);
      },
      (error) => {
        done();
        job.reject(error);
      },
    );
  }

  async #startThroughGate(): Promise<void> {
    this.#starting += 1;
    await this.#startGate.acquire();
    try {
      // By the time that the gate opens, other workers may have done the work.
      if (this.#waiting.length > 0) await this.#startEnvironment();
    } finally {
      this.#startGate.release();
      this.#starting -= 1;
      this.#dispatch();
    }
  }

  async #startEnvironment(): Promise<void> {
    const environment = new ExecutionEnvironment(this.spec, !this.#hasFilledCompileCache);
    this.#hasFilledCompileCache = true;
    this.#environments.add(environment);
    void environment.exited.then(() => this.#forget(environment));
    try {
      await environment.ready;
      this.#idle.push(environment);
    } catch (error) {
      this.#waiting.shift()?.reject(error);
    }
  }

  #forget(environment: ExecutionEnvironment): void {
    this.#environments.delete(environment);
    const index = this.#idle.indexOf(environment);
    if (index >= 0) this.#idle.splice(index, 1);
  }
}
