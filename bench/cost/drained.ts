import { setTimeout as wait } from 'node:timers/promises';
import type { Cloud } from '../../local/index.ts';
import { sqsOf } from './service-client.ts';

const counts = [
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesNotVisible',
  'ApproximateNumberOfMessagesDelayed',
];

const lookEveryMs = 100;

/** A message in transit between two queues is in neither, but hardly for so many checks in a row. */
const quietLooks = 3;

/** Resolves when all queues are empty: no waiting, in-flight or delayed messages. */
export async function drained(cloud: Cloud, signal: AbortSignal): Promise<void> {
  const sqs = sqsOf(cloud);
  const urls = Object.entries(cloud.physicalIds).flatMap(([id, url]) => (/Queue[0-9A-F]{8}$/.test(id) ? [url] : []));
  const messagesIn = async (QueueUrl: string) => {
    const input = { QueueUrl, AttributeNames: counts };
    const { Attributes = {} } = await sqs.call<{ Attributes?: Record<string, string> }>('GetQueueAttributes', input);
    return counts.reduce((sum, name) => sum + Number(Attributes[name] ?? 0), 0);
  };
  try {
    for (let quiet = 0; quiet < quietLooks; ) {
      const messages = await Promise.all(urls.map(messagesIn));
      quiet = messages.every((count) => count === 0) ? quiet + 1 : 0;
      await wait(lookEveryMs, undefined, { signal });
    }
  } finally {
    await sqs.close();
  }
}
