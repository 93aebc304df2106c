import { fork } from 'node:child_process';
import { once } from 'node:events';

/** The messages of a process that sends load: its progress, and in the end its result. */
export type FromSender<Result> = { readonly progress: string } | { readonly result: Result };

/**
 * Sends the load from a separate process, so that neither its work nor its memory is attributed to the stack.
 *
 * @param module receives its orders with `takeOrders`
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
  const exited = once(sender, 'exit').then(() => reject(new Error('The sender ended without a result.')));
  signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  sender.send(orders as object);
  try {
    return await promise;
  } finally {
    sender.kill('SIGKILL');
    await exited;
  }
}

/** For a module that sends load: resolves to its orders, and to a function that reports progress and the result. */
export async function takeOrders<Orders, Result>(): Promise<[Orders, tell: (message: FromSender<Result>) => void]> {
  // Its parent ends it (the terminal sends Ctrl-C to both); without the parent it exits.
  process.on('SIGINT', () => undefined);
  process.once('disconnect', () => process.exit(1));
  const [orders] = (await once(process, 'message')) as [Orders];
  return [orders, (message) => process.send?.(message)];
}
