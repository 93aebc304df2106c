import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { GatherQueue } from '../core/ports.ts';

/** SQS delays a message by 15 minutes at most; the gather sends one that comes early back. */
const longestDelaySeconds = 900;

/** The queue of branch results, deadlines and settle messages. */
export function gatherQueue(client: SQSClient, queueUrl: string): GatherQueue {
  return {
    send: async (message, delaySeconds = 0) => {
      await client.send(
        new SendMessageCommand({
          QueueUrl: queueUrl,
          MessageBody: JSON.stringify(message),
          DelaySeconds: Math.min(longestDelaySeconds, Math.max(0, Math.ceil(delaySeconds))),
        }),
      );
    },
  };
}
