import {
  CreateQueueCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import type { Services } from './services.ts';

/** How much later than it should have been a message was there, epoch milliseconds. */
export interface Lag {
  readonly at: number;
  readonly ms: number;
}

export interface Metronome {
  readonly lags: readonly Lag[];
  stop(): Promise<void>;
}

export const metronomeName = 'metronome';

const delaySeconds = 1;

/** Sends itself delayed messages, one after the other: how late they come is what a busy machine costs any delayed message. */
export async function metronomeOf({ sqs }: Pick<Services, 'sqs'>): Promise<Metronome> {
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: metronomeName }));
  const lags: Lag[] = [];
  let isStopped = false;

  const beat = async () => {
    const dueAt = Date.now() + delaySeconds * 1000;
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'beat', DelaySeconds: delaySeconds }));
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }));
    for (const { ReceiptHandle } of Messages) await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    lags.push({ at: dueAt, ms: Math.max(0, Date.now() - dueAt) });
  };
  const beating = (async () => {
    while (!isStopped) await beat();
  })();
  beating.catch(() => {}); // Until it is stopped. A run whose machine was not measured allows for nothing.
  return {
    lags,
    stop: async () => {
      isStopped = true;
      await Promise.allSettled([beating]);
    },
  };
}
