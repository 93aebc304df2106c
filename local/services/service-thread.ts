import { once } from 'node:events';
import { basename } from 'node:path';
import { Worker } from 'node:worker_threads';
import { youngGenerationMb } from '../young-generation.ts';

/** An embedded service on its own thread, so that it does not compete with the pollers and the API. */
export interface ServiceThread {
  /** http://127.0.0.1:PORT */
  endpoint: string;
  stop(): Promise<void>;
}

export interface DatabaseThread extends ServiceThread {
  /** The number of requests from each function, by name; those of other callers are under ''. */
  requests(): Promise<Readonly<Record<string, number>>>;
}

export function startFauxqs(): Promise<ServiceThread> {
  return startServiceThread(new URL('./fauxqs-thread.ts', import.meta.url));
}

export async function startDynalite(): Promise<DatabaseThread> {
  const { worker, ...thread } = await startServiceThread(new URL('./dynalite-thread.ts', import.meta.url));
  return {
    ...thread,
    requests: async () => {
      const answer = once(worker, 'message');
      worker.postMessage('requests');
      return (await answer)[0];
    },
  };
}

/** The thread's module reports its endpoint as its first message. */
async function startServiceThread(module: URL): Promise<ServiceThread & { worker: Worker }> {
  const worker = new Worker(module, {
    name: basename(module.pathname, '.ts'),
    execArgv: [],
    resourceLimits: { maxYoungGenerationSizeMb: youngGenerationMb },
  });
  const [endpoint] = await once(worker, 'message');
  return { worker, endpoint, stop: async () => void (await worker.terminate()) };
}
