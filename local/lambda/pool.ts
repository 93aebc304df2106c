import { ThrottledError } from '../errors.ts';
import type { Semaphore } from '../semaphore.ts';
import type { Concurrency } from './concurrency.ts';
import { ExecutionEnvironment, NotBegunError } from './execution-environment.ts';
import type { FunctionSpec } from './function-spec.ts';

interface Job {
  event: unknown;
  resolve(payload: unknown): void;
  reject(error: unknown): void;
}

/** The parts of a worker that a pool uses. */
export type PoolWorker = Pick<
  ExecutionEnvironment,
  'ready' | 'exited' | 'alive' | 'load' | 'lateMs' | 'invoke' | 'retire' | 'terminate'
>;

/** Starts a worker. The first one with a function's code fills the compile cache. */
export type StartWorker = (spec: FunctionSpec, fillsCompileCache: boolean) => PoolWorker;

const startThread: StartWorker = (spec, fillsCompileCache) => new ExecutionEnvironment(spec, fillsCompileCache);

/**
 * The workers of one function. An invocation gets an idle worker, else a new one; when the maximum of workers is reached, it
 * shares the one with the lowest load. So a crash fails no other invocation as long as few run at once, and many of them share
 * a few workers, whose code is compiled and optimised once.
 */
export class Pool {
  #spec: FunctionSpec;
  /** Shared by all pools, so that starting workers leaves processor time to the running ones. */
  readonly #startGate: Semaphore;
  readonly #concurrency: Concurrency;
  readonly #startWorker: StartWorker;
  /** Every worker whose thread has not ended. */
  readonly #environments = new Set<PoolWorker>();
  /** Those that have loaded the current code, oldest first. */
  #ready: PoolWorker[] = [];
  readonly #waiting: Job[] = [];
  #running = 0;
  #invocations = 0;
  #errors = 0;
  #messages = 0;
  #starting = 0;
  #hasFilledCompileCache = false;
  #stopped = false;
  #limit: number | undefined;
  #reloadedAt: number | null = null;
  /** While its code is being replaced: hurries that, because an invocation waits for it. */
  #hurry: (() => void) | undefined;

  /** @param concurrency the function's own, or the one that it shares with the account's other functions */
  constructor(spec: FunctionSpec, startGate: Semaphore, concurrency: Concurrency, startWorker = startThread) {
    this.#spec = spec;
    this.#startGate = startGate;
    this.#concurrency = concurrency;
    this.#startWorker = startWorker;
  }

  /** The current configuration of the function. */
  get spec(): FunctionSpec {
    return this.#spec;
  }

  /** Its counters: invocations, failed invocations and the messages in them; and its current state. */
  get figures() {
    return {
      invocations: this.#invocations,
      errors: this.#errors,
      messages: this.#messages,
      running: this.#running,
      reloadedAt: this.#reloadedAt,
    };
  }

  /** The maximum, in milliseconds, by which its workers are late with their work. */
  get lateMs(): number {
    return this.#ready.reduce((most, { lateMs }) => Math.max(most, lateMs), 0);
  }

  /** Runs the function once. Rejects with FunctionError, or ThrottledError where no more invocations may run at once. */
  async invoke(event: unknown): Promise<unknown> {
    const isFull = this.#limit !== undefined && this.#running + this.#waiting.length >= this.#limit;
    if (this.#stopped || isFull || !this.#concurrency.take()) throw new ThrottledError(this.spec.name);
    this.#invocations += 1;
    this.#messages += messagesOf(event);
    try {
      return await new Promise((resolve, reject) => {
        this.#waiting.push({ event, resolve, reject });
        this.#dispatch();
      });
    } finally {
      this.#concurrency.giveBack();
    }
  }

  /**
   * Starts one worker ahead of the first invocation, without the gate: nothing else is running yet. A function that cannot be
   * loaded logs its error, and fails again when it is invoked.
   */
  async warm(): Promise<void> {
    if (this.spec.maxConcurrency === 0) return;
    await this.#startEnvironment();
    this.#dispatch();
  }

  /**
   * Replaces the code for new invocations, in new workers. From the call on, invocations wait until the new code is loaded; those
   * under way finish with the old code, whose workers then end; `oldEnded` resolves after that. Rejects with a FunctionError
   * where the code cannot be loaded: the old code stays, and runs those that have waited.
   * @param prepared the function with the new code
   * @param gate lets one function after the other load its code, unless invocations wait for it
   */
  async replaceCode(
    prepared: Promise<FunctionSpec>,
    gate: Semaphore,
  ): Promise<{ readonly oldEnded: Promise<unknown> }> {
    const hurry = Promise.withResolvers<void>();
    this.#hurry = hurry.resolve;
    const turn = gate.acquire();
    try {
      this.#dispatch();
      const spec = await prepared;
      await Promise.race([turn, hurry.promise]);
      return await this.#load(spec);
    } finally {
      void turn.then(() => gate.release());
      this.#hurry = undefined;
      this.#dispatch();
    }
  }

  /** Limits its concurrent invocations from now on; undefined restores the function's configured limit. */
  limitConcurrency(most: number | undefined): void {
    this.#limit = most;
  }

  /** Terminates every worker abruptly, as a failing host would; their invocations fail. New invocations get new workers. */
  async killWorkers(): Promise<void> {
    await Promise.all([...this.#environments].map((environment) => environment.terminate()));
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    for (const job of this.#waiting.splice(0)) job.reject(new ThrottledError(this.spec.name));
    await this.killWorkers();
  }

  async #load(spec: FunctionSpec): Promise<{ readonly oldEnded: Promise<unknown> }> {
    if (this.#stopped) throw new ThrottledError(spec.name);
    const fresh = this.#start(spec, true);
    await fresh.ready;
    const old = [...this.#environments].filter((each) => each !== fresh);
    this.#spec = spec;
    this.#reloadedAt = Date.now();
    this.#ready = [fresh];
    for (const environment of old) environment.retire();
    return { oldEnded: Promise.all(old.map(({ exited }) => exited)) };
  }

  #dispatch(): void {
    if (this.#hurry !== undefined) {
      if (this.#waiting.length > 0) this.#hurry();
      return;
    }
    this.#ready = this.#ready.filter(({ alive }) => alive);
    while (this.#waiting.length > 0) {
      const environment = this.#idle() ?? this.#shared();
      if (!environment) break;
      void this.#run(environment, this.#waiting.shift() as Job);
    }
    while (this.#starting < Math.min(this.#waiting.length, this.#vacancies())) void this.#startThroughGate();
  }

  /** The oldest: the more a worker runs, the better its code is optimised. */
  #idle(): PoolWorker | undefined {
    return this.#ready.find(({ load }) => load === 0);
  }

  #shared(): PoolWorker | undefined {
    if (this.#vacancies() > 0) return undefined;
    return this.#ready.reduce<PoolWorker | undefined>(
      (least, each) => (least && least.load <= each.load ? least : each),
      undefined,
    );
  }

  /** How many workers are missing to the maximum, including those that are starting. */
  #vacancies(): number {
    return this.spec.maxWorkers - this.#ready.length;
  }

  async #run(environment: PoolWorker, job: Job): Promise<void> {
    const { event, resolve, reject } = job;
    this.#running += 1;
    try {
      resolve(await environment.invoke(event));
    } catch (error) {
      if (error instanceof NotBegunError && !this.#stopped) this.#waiting.unshift(job);
      else {
        this.#errors += 1;
        reject(error);
      }
    } finally {
      this.#running -= 1;
      this.#dispatch();
    }
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
    const spec = this.#spec;
    const environment = this.#start(spec, !this.#hasFilledCompileCache);
    this.#hasFilledCompileCache = true;
    try {
      await environment.ready;
      this.#ready.push(environment);
    } catch (error) {
      // Invocations that wait now need other code.
      if (spec === this.#spec) this.#waiting.shift()?.reject(error);
    }
  }

  #start(spec: FunctionSpec, fillsCompileCache: boolean): PoolWorker {
    const environment = this.#startWorker(spec, fillsCompileCache);
    this.#environments.add(environment);
    void environment.exited.then(() => this.#environments.delete(environment));
    return environment;
  }
}

function messagesOf(event: unknown): number {
  const { Records } = (event ?? {}) as { Records?: unknown };
  return Array.isArray(Records) ? Records.length : 0;
}
