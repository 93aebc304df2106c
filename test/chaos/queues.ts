import {
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ListQueuesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { metronomeName } from './metronome.ts';
import { recorderName } from './recorder.ts';
import { Tally } from './tally.ts';

/** A queue of the stack and how many messages it has: visible, hidden or delayed. */
export interface QueueDepth {
  readonly name: string;
  readonly url: string;
  readonly isDeadLetters: boolean;
  readonly messages: number;
  readonly redrivesTo: string | undefined;
}

const counts = [
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesNotVisible',
  'ApproximateNumberOfMessagesDelayed',
] as const;

/** Every queue of the stack. */
export async function queueDepths(sqs: SQSClient): Promise<QueueDepth[]> {
  const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({ MaxResults: 1000 }));
  const urls = QueueUrls.filter((url) => ![recorderName, metronomeName].includes(nameOf(url)));
  const attributes = await Promise.all(urls.map((url) => attributesOf(sqs, url)));
  const sources = new Map(attributes.map(({ RedrivePolicy }, index) => [targetOf(RedrivePolicy), urls[index]]));
  const byArn = new Map(attributes.map(({ QueueArn }, index) => [QueueArn, urls[index]]));
  return urls.map((url, index) => ({
    name: nameOf(url),
    url,
    isDeadLetters: /DeadLetters/.test(nameOf(url)),
    messages: counts.reduce((sum, count) => sum + Number(attributes[index]?.[count] ?? 0), 0),
    redrivesTo: sources.get(attributes[index]?.QueueArn) ?? byArn.get(sourceOf(attributes[index]?.RedriveAllowPolicy)),
  }));
}

const nameOf = (url: string): string => url.slice(url.lastIndexOf('/') + 1);

const targetOf = (policy: string | undefined): string | undefined => policy && JSON.parse(policy).deadLetterTargetArn;

/** A queue without a redrive policy is named by the dead-letter queue that its function moves messages to. */
const sourceOf = (policy: string | undefined): string | undefined => policy && JSON.parse(policy).sourceQueueArns?.[0];

async function attributesOf(sqs: SQSClient, QueueUrl: string): Promise<Record<string, string>> {
  const { Attributes = {} } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
  return Attributes;
}

/** Moves all dead letters back to where they came from: send, then delete. Returns how many, by queue. */
export async function redrive(sqs: SQSClient): Promise<Tally> {
  const deadLetters = (await queueDepths(sqs)).filter(({ isDeadLetters }) => isDeadLetters);
  const moved = new Tally();
  for (const queue of deadLetters.filter(({ messages }) => messages > 0)) {
    moved.add(queue.name, await redriveQueue(sqs, queue));
  }
  return moved;
}

async function redriveQueue(sqs: SQSClient, { url, redrivesTo, messages }: QueueDepth): Promise<number> {
  let moved = 0;
  while (moved < messages) {
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: 10 }));
    if (Messages.length === 0) return moved;
    for (const { Body, ReceiptHandle } of Messages) {
      await sqs.send(new SendMessageCommand({ QueueUrl: redrivesTo, MessageBody: Body }));
      await sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle }));
      moved += 1;
    }
  }
  return moved;
}
