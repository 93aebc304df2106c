import { randomUUID } from 'node:crypto';
import { SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { RideEvent } from '../../core/messages.ts';

/** Receives the outcomes of rides as any other service would: from its own queue on `ride-events`. */
export interface Outcomes {
  stop(): Promise<void>;
}

const types = ['ride.confirmed', 'ride.rejected', 'ride.expired'];

/** @param environment where the services are, in the functions' environment variables */
export async function listenForOutcomes(
  environment: Readonly<Record<string, string>>,
  topicArn: string,
  hear: (event: RideEvent) => void,
): Promise<Outcomes> {
  const client = {
    region: environment.AWS_REGION ?? '',
    endpoint: environment.AWS_ENDPOINT_URL ?? '',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  };
  const [sqs, sns] = [new SQSClient(client), new SNSClient(client)];
  const queueUrl = await subscribedQueue(sqs, sns, topicArn);
  const stopping = new AbortController();
  const readers = Promise.all(Array.from({ length: 2 }, () => read(sqs, queueUrl, hear, stopping.signal)));
  return {
    stop: async () => {
      stopping.abort();
      await readers;
      for (const each of [sqs, sns]) each.destroy();
    },
  };
}

async function subscribedQueue(sqs: SQSClient, sns: SNSClient, TopicArn: string): Promise<string> {
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: `outcomes-${randomUUID()}` }));
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }));
  await sns.send(
    new SubscribeCommand({
      TopicArn,
      Protocol: 'sqs',
      Endpoint: Attributes?.QueueArn,
      Attributes: { RawMessageDelivery: 'true', FilterPolicy: JSON.stringify({ type: types }) },
    }),
  );
  return QueueUrl;
}

async function read(
  sqs: SQSClient,
  QueueUrl: string,
  hear: (event: RideEvent) => void,
  abortSignal: AbortSignal,
): Promise<void> {
  const receive = new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 20 });
  while (!abortSignal.aborted) {
    const { Messages = [] } = await sqs.send(receive, { abortSignal }).catch(nothingWhen(abortSignal));
    if (Messages.length === 0) continue;
    for (const { Body } of Messages) hear(JSON.parse(Body ?? ''));
    const Entries = Messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
    await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
  }
}

const nothingWhen = (signal: AbortSignal) => (error: unknown) => {
  if (signal.aborted) return { Messages: [] };
  throw error;
};
