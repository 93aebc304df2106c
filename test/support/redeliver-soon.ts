import { SetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { Cloud } from '../../local/index.ts';

/**
 * Has the message of a worker that died come back after so many seconds: sooner than from queues as they are deployed,
 * which wait for six times as long as a function may take.
 */
export async function redeliverSoon(sqs: SQSClient, { physicalIds }: Cloud, seconds: number): Promise<void> {
  const queues = Object.entries(physicalIds).filter(([id]) => /Queue[0-9A-F]{8}$/.test(id));
  if (queues.length === 0) throw new Error('The stack has no queues.');
  const Attributes = { VisibilityTimeout: String(seconds) };
  await Promise.all(queues.map(([, QueueUrl]) => sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes }))));
}
