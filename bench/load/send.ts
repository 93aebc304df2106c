import { Worker } from 'node:worker_threads';
import type { Cloud } from '../../local/index.ts';
import type { FromSender, Orders, SenderResult, Step } from './sender.ts';

/** Has a thread of its own send the load, so that its work does not stand in the way of the stack's main thread. */
export async function send(
  cloud: Cloud,
  drivers: number,
  steps: readonly Step[],
  signal: AbortSignal,
  onProgress: (line: string) => void,
): Promise<SenderResult> {
  const { apiUrl, environment, outputs } = cloud;
  const orders: Orders = { apiUrl, environment, topicArn: outputs.RideEventsTopicArn ?? '', drivers, steps };
  const worker = new Worker(new URL('./sender.ts', import.meta.url), {
    name: 'load-sender',
    workerData: orders,
    execArgv: [],
  });
  const { promise, resolve, reject } = Promise.withResolvers<SenderResult>();
  worker.on('message', (message: FromSender) => {
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
