import { describe, expect, it } from 'vitest';
import { FunctionError } from '../../../local/errors.ts';
import { Concurrency } from '../../../local/lambda/concurrency.ts';
import { NotBegunError } from '../../../local/lambda/execution-environment.ts';
import type { FunctionSpec } from '../../../local/lambda/function-spec.ts';
import { Pool, type PoolWorker } from '../../../local/lambda/pool.ts';
import { Semaphore } from '../../../local/semaphore.ts';

/** A worker that does what it is told to, and answers with the code that it has. */
class ScriptedWorker implements PoolWorker {
  readonly code: string;
  readonly #ready = Promise.withResolvers<void>();
  readonly #exited = Promise.withResolvers<void>();
  readonly ready = this.#ready.promise;
  readonly exited = this.#exited.promise;
  readonly given: { readonly event: unknown; end(): void; leave(): void }[] = [];
  alive = true;
  hasExited = false;
  load = 0;
  readonly lateMs = 0;

  constructor(code: string) {
    this.code = code;
  }

  finishLoading(): void {
    this.#ready.resolve();
  }

  fail(): void {
    this.alive = false;
    this.#ready.reject(new FunctionError('Runtime.ImportModuleError', `${this.code} cannot be loaded`));
  }

  invoke(event: unknown): Promise<unknown> {
    this.load += 1;
    return new Promise((resolve, reject) => {
      const settle = (done: () => void) => {
        this.load -= 1;
        done();
        if (!this.alive && this.load === 0) void this.terminate();
      };
      this.given.push({
        event,
        end: () => settle(() => resolve(this.code)),
        leave: () => settle(() => reject(new NotBegunError())),
      });
    });
  }

  retire(): void {
    this.alive = false;
    if (this.load === 0) void this.terminate();
  }

  async terminate(): Promise<void> {
    this.alive = false;
    this.hasExited = true;
    this.#exited.resolve();
  }
}

const spec = (taskRoot: string) => ({ name: 'pricing', taskRoot, maxConcurrency: 10, maxWorkers: 2 }) as FunctionSpec;

/** The new code is there at once, and may be loaded at once. */
const replaceBy = (pool: Pool, taskRoot: string, gate = new Semaphore(1)) =>
  pool.replaceCode(Promise.resolve(spec(taskRoot)), gate);

/** A pool whose function has the code `old`, and the workers that it starts. */
function aPool() {
  const workers: ScriptedWorker[] = [];
  const pool = new Pool(spec('old'), new Semaphore(2), new Concurrency(10), ({ taskRoot }) => {
    const worker = new ScriptedWorker(taskRoot);
    workers.push(worker);
    return worker;
  });
  const worker = (index: number): ScriptedWorker => workers[index] ?? expect.fail(`There is no worker ${index}.`);
  return { pool, workers, worker };
}

async function aWarmPool() {
  const { pool, workers, worker } = aPool();
  const warm = pool.warm();
  worker(0).finishLoading();
  await warm;
  return { pool, workers, worker };
}

/** Lets what is settled be heard of. */
const turn = () => new Promise((resolve) => setImmediate(resolve));

describe("a pool whose function's code is replaced", () => {
  it('has invocations wait for the new code', async () => {
    const { pool, worker } = await aWarmPool();
    const replaced = replaceBy(pool, 'new');
    const invoked = pool.invoke('meanwhile');
    await turn();
    worker(1).finishLoading();
    await replaced;
    worker(1).given[0]?.end();
    expect(await invoked).toBe('new');
    expect(worker(0).given).toEqual([]);
    expect(pool.spec.taskRoot).toBe('new');
    expect(pool.figures.reloadedAt).not.toBeNull();
  });

  it('loads it in its turn, or at once for an invocation', async () => {
    const gate = new Semaphore(1);
    await gate.acquire();
    const [asked, idle] = [await aWarmPool(), await aWarmPool()];
    const replaced = [asked, idle].map(({ pool }) => replaceBy(pool, 'new', gate));
    const invoked = asked.pool.invoke('asks');
    await turn();
    expect([asked, idle].map(({ workers }) => workers.length)).toEqual([2, 1]);
    asked.worker(1).finishLoading();
    await turn();
    asked.worker(1).given[0]?.end();
    expect(await invoked).toBe('new');
    gate.release();
    await turn();
    idle.worker(1).finishLoading();
    await Promise.all(replaced);
  });

  it('has what is under way end with the old code, and what comes run the new one', async () => {
    const { pool, worker } = await aWarmPool();
    const before = pool.invoke('before');
    const replaced = replaceBy(pool, 'new');
    await turn();
    worker(1).finishLoading();
    const { oldEnded } = await replaced;
    const after = pool.invoke('after');
    worker(1).given[0]?.end();
    expect(await after).toBe('new');
    expect(worker(0).hasExited).toBe(false);
    worker(0).given[0]?.end();
    expect(await before).toBe('old');
    await oldEnded;
    expect(worker(0).hasExited).toBe(true);
  });

  it('ends an idle worker of the old code', async () => {
    const { pool, worker } = await aWarmPool();
    const replaced = replaceBy(pool, 'new');
    await turn();
    worker(1).finishLoading();
    await (await replaced).oldEnded;
    expect(worker(0).hasExited).toBe(true);
    expect(worker(1).hasExited).toBe(false);
  });

  it('gives what the old worker has not begun to the new one', async () => {
    const { pool, worker } = await aWarmPool();
    const invoked = pool.invoke('not begun');
    const replaced = replaceBy(pool, 'new');
    await turn();
    worker(1).finishLoading();
    await replaced;
    worker(0).given[0]?.leave();
    await turn();
    worker(1).given[0]?.end();
    expect(await invoked).toBe('new');
  });

  it('goes on with the old code where the new one cannot be loaded', async () => {
    const { pool, worker } = await aWarmPool();
    const replaced = replaceBy(pool, 'broken');
    const waiting = pool.invoke('meanwhile');
    await turn();
    worker(1).fail();
    await expect(replaced).rejects.toThrow('broken cannot be loaded');
    worker(0).given[0]?.end();
    expect(await waiting).toBe('old');
    const invoked = pool.invoke('after');
    worker(0).given[1]?.end();
    expect(await invoked).toBe('old');
    expect(pool.spec.taskRoot).toBe('old');
    expect(pool.figures.reloadedAt).toBeNull();
  });

  it('does not have an invocation fail for an old worker that cannot be loaded any more', async () => {
    const { pool, worker } = aPool();
    const first = pool.invoke('first');
    await turn();
    const replaced = replaceBy(pool, 'new');
    await turn();
    worker(1).finishLoading();
    await replaced;
    const second = pool.invoke('second');
    worker(0).fail();
    await turn();
    worker(2).finishLoading();
    await turn();
    for (const each of [worker(1), worker(2)]) each.given[0]?.end();
    expect(await Promise.all([first, second])).toEqual(['new', 'new']);
  });

  it('takes no old worker that is loaded afterwards', async () => {
    const { pool, worker } = aPool();
    const first = pool.invoke('first');
    await turn();
    const replaced = replaceBy(pool, 'new');
    await turn();
    worker(1).finishLoading();
    await replaced;
    worker(0).finishLoading();
    await turn();
    worker(1).given[0]?.end();
    expect(await first).toBe('new');
    expect(worker(0).given).toEqual([]);
  });

  it('starts further workers with the new code', async () => {
    const { pool, workers, worker } = await aWarmPool();
    const replaced = replaceBy(pool, 'new');
    await turn();
    worker(1).finishLoading();
    await replaced;
    const invoked = [pool.invoke(1), pool.invoke(2)];
    await turn();
    expect(workers.map(({ code }) => code)).toEqual(['old', 'new', 'new']);
    worker(2).finishLoading();
    await turn();
    for (const each of [worker(1), worker(2)]) each.given[0]?.end();
    expect(await Promise.all(invoked)).toEqual(['new', 'new']);
  });
});
