import { SubscribeCommand } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
} from '@aws-sdk/client-sqs';
import type { RideEvent } from '../../core/messages.ts';
import type { Services } from './services.ts';

/** A subscriber of the harness's own, which hears of everything that is announced. */
export interface Recorder {
  /** Everything that was announced so far, repetitions included. */
  events(): Promise<readonly RideEvent[]>;
}

export const recorderName = 'recorder';

export async function recorderOf({ sns, sqs }: Services, topicArn: string): Promise<Recorder> {
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: recorderName }));
  const asked = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] });
  const Endpoint = (await sqs.send(asked)).Attributes?.QueueArn;
  const Attributes = { RawMessageDelivery: 'true' };
  await sns.send(new SubscribeCommand({ TopicArn: topicArn, Protocol: 'sqs', Endpoint, Attributes }));
  const events: RideEvent[] = [];

  const take = async (): Promise<boolean> => {
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
    if (Messages.length === 0) return false;
    events.push(...Messages.map(({ Body = '' }) => JSON.parse(Body) as RideEvent));
    const Entries = Messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
    await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
    return true;
  };

  return {
    events: async () => {
      while (await take());
      return events;
    },
  };
}
