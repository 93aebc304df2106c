import { fork } from 'node:child_process';
import { once } from 'node:events';

/** What a process that sends load tells: how far it is, and in the end what it has seen. */
export type FromSender<Result> = { readonly progress: string } | { readonly result: Result };

/**
 * Has a process of its own send the load, so that neither its work nor its memory is taken for the stack's.
 *
 * @param module takes its orders with `takeOrders`
 */
export async function runSender<Result>(
  module: URL,
  orders: unknown,
  signal: AbortSignal,
  onProgress: (line: string) => void,
): Promise<Result> {
  const sender = fork(module, { execArgv: [], serialization: 'advanced' });
  const { promise, resolve, reject } = Promise.withResolvers<Result>();
  sender.on('message', (message: FromSender<Result>) => {
    if ('progress' in message) onProgress(message.progress);
    else resolve(message.result);
  });
  sender.once('error', reject);
  const exited = once(sender, 'exit').then(() => reject(new Error('The sender has ended without a result.')));
  signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  sender.send(orders as object);
  try {
    return await promise;
  } finally {
    sender.kill('SIGKILL');
    await exited;
  }
}

/** For a module that sends load: resolves to its orders, and to the way of telling what comes of them. */
export async function takeOrders<Orders, Result>(): Promise<[Orders, tell: (message: FromSender<Result>) => void]> {
  // It is ended by whom it works for, whose terminal sends Ctrl-C to both; and never goes on without them.
  process.on('SIGINT', () => undefined);
  process.once('disconnect', () => process.exit(1));
  const [orders] = (await once(process, 'message')) as [Orders];
  return [orders, (message) => process.send?.(message)];
}
