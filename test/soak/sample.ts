import { queueDepths } from '../chaos/queues.ts';
import type { Services } from '../chaos/services.ts';
import { collectOfThreads } from './collect-garbage.ts';

/** What must stay flat, by name. */
export type Sample = Readonly<Record<Measure, number>>;

export const measures = [
  'heapMb',
  'threadHeapsMb',
  'residentMb',
  'handles',
  'workers',
  'messages',
  'deadLetters',
  'rides',
] as const;

export type Measure = (typeof measures)[number];

/** Looks at this process, which runs the whole stack, and at what the stack holds. */
export async function sample(services: Services): Promise<Sample> {
  const [queues, rides] = await Promise.all([queueDepths(services.sqs), services.itemsOf<unknown>('RidesTableName')]);
  globalThis.gc?.();
  const threadHeaps = await collectOfThreads();
  const { heapUsed, rss } = process.memoryUsage();
  const resources = process.getActiveResourcesInfo();
  const messagesIn = (isDeadLetters: boolean) =>
    queues.filter((queue) => queue.isDeadLetters === isDeadLetters).reduce((sum, { messages }) => sum + messages, 0);
  return {
    heapMb: heapUsed / 2 ** 20,
    threadHeapsMb: threadHeaps / 2 ** 20,
    residentMb: rss / 2 ** 20,
    handles: resources.filter((kind) => kind !== 'Timeout' && kind !== 'MessagePort').length,
    workers: resources.filter((kind) => kind === 'MessagePort').length,
    messages: messagesIn(false),
    deadLetters: messagesIn(true),
    rides: rides.length,
  };
}
