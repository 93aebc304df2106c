import { SendMessageBatchCommand, SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { GatherMessage } from '../core/messages.ts';
import type { GatherQueue } from '../core/ports.ts';
import type { Moment } from './collected.ts';
import { inBatches, refusedOf, type SendBatch } from './in-batches.ts';

/** SQS delays a message by 15 minutes at most; the gather sends a message that comes early again. */
const longestDelaySeconds = 900;

interface Entry {
  readonly MessageBody: string;
  readonly DelaySeconds: number;
}

/** The queue of branch results, deadlines and settle messages. */
export function gatherQueue(client: SQSClient, QueueUrl: string, moment?: Moment): GatherQueue {
  const sendBatch: SendBatch<Entry> = async (entries) => {
    const [only] = entries;
    if (entries.length === 1 && only) {
      await client.send(new SendMessageCommand({ QueueUrl, ...only }));
      return [undefined];
    }
    const Entries = entries.map((entry, index) => ({ Id: String(index), ...entry }));
    const { Failed } = await client.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    return refusedOf(entries.length, Failed);
  };
  const send = inBatches('SQS', sendBatch, moment);
  return { send: (message, delaySeconds = 0) => send(entryOf(message, delaySeconds)) };
}

const entryOf = (message: GatherMessage, delaySeconds: number): Entry => ({
  MessageBody: JSON.stringify(message),
  DelaySeconds: Math.min(longestDelaySeconds, Math.max(0, Math.ceil(delaySeconds))),
});
