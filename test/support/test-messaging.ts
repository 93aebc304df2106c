import { randomUUID } from 'node:crypto';
import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { buildApp } from '../../local/services/fauxqs.ts';
import { servedEndpoint } from './served-emulator.ts';
import { testCredentials } from './test-dynamo.ts';

/** How long a message of a topic is waited for: emulators elsewhere deliver in their own time, as AWS does. */
const deliverySeconds = servedEndpoint() === undefined ? 0 : 1;

/** An embedded SQS and SNS of the test's own. */
export interface TestMessaging {
  /** What a function needs to find it. */
  readonly environment: Readonly<Record<string, string>>;
  /** Makes an empty queue. */
  queue(): Promise<TestQueue>;
  /** Makes a topic and a queue that gets what is published on it. */
  topic(): Promise<TestQueue & { readonly topicArn: string }>;
  stop(): Promise<void>;
}

export interface TestQueue {
  readonly url: string;
  /** Takes what is in the queue: the messages' bodies, parsed. */
  take<Message>(): Promise<Message[]>;
}

export async function startTestMessaging(): Promise<TestMessaging> {
  const app = servedEndpoint() === undefined ? buildApp({ logger: false, defaultRegion: 'us-east-1' }) : undefined;
  const endpoint = servedEndpoint() ?? `${await app?.listen({ host: '127.0.0.1', port: 0 })}`;
  const options = { endpoint, region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
  const sqs = new SQSClient(options);
  const sns = new SNSClient(options);

  const queue = async (): Promise<TestQueue> => {
    const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: randomUUID() }));
    const url = new URL(new URL(QueueUrl).pathname, endpoint).href;
    return { url, take: <Message>() => take<Message>(sqs, url) };
  };

  return {
    environment: { ...testCredentials, AWS_ENDPOINT_URL_SQS: endpoint, AWS_ENDPOINT_URL_SNS: endpoint },
    queue,
    topic: async () => {
      const subscriber = await queue();
      const { TopicArn = '' } = await sns.send(new CreateTopicCommand({ Name: randomUUID() }));
      const asked = new GetQueueAttributesCommand({ QueueUrl: subscriber.url, AttributeNames: ['QueueArn'] });
      const Endpoint = (await sqs.send(asked)).Attributes?.QueueArn;
      const Attributes = { RawMessageDelivery: 'true' };
      await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint, Attributes }));
      return {
        ...subscriber,
        take: <Message>() => take<Message>(sqs, subscriber.url, deliverySeconds),
        topicArn: TopicArn,
      };
    },
    stop: async () => {
      sqs.destroy();
      sns.destroy();
      await app?.close();
    },
  };
}

/** @param waitSeconds for a first message */
async function take<Message>(sqs: SQSClient, QueueUrl: string, waitSeconds = 0): Promise<Message[]> {
  const taken: Message[] = [];
  while (true) {
    const WaitTimeSeconds = taken.length === 0 ? waitSeconds : 0;
    const receive = new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds });
    const { Messages = [] } = await sqs.send(receive);
    if (Messages.length === 0) return taken;
    for (const { Body = '', ReceiptHandle } of Messages) {
      taken.push(JSON.parse(Body));
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    }
  }
}
