import { Worker } from 'node:worker_threads';

/** What a thread that sends load tells: how far it is, and in the end what it has seen. */
export type FromSender<Result> = { readonly progress: string } | { readonly result: Result };

/** Has a thread of its own send the load, so that its work does not stand in the way of the stack's main thread. */
export async function runSender<Result>(
  module: URL,
  orders: unknown,
  signal: AbortSignal,
  onProgress: (line: string) => void,
): Promise<Result> {
  const worker = new Worker(module, { name: 'load-sender', workerData: orders, execArgv: [] });
  const { promise, resolve, reject } = Promise.withResolvers<Result>();
  worker.on('message', (message: FromSender<Result>) => {
    if ('progress' in message) onProgress(message.progress);
    else resolve(message.result);
  });
  worker.once('error', reject);
  worker.once('exit', () => reject(new Error('The sender has ended without a result.')));
  signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  try {
    return await promise;
  } finally {
    await worker.terminate();
  }
}
