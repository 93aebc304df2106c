import {
  CreateTopicCommand,
  PublishBatchCommand,
  PublishCommand,
  SNSClient,
  SubscribeCommand,
} from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildApp } from '../../local/services/fauxqs.ts';
import { isGroupId, RoundRobinQueue } from '../../local/services/message-groups.ts';

describe('a round-robin queue', () => {
  const queueOf = (...groups: readonly (string | undefined)[]) => {
    const queue = new RoundRobinQueue<{ messageGroupId?: string | undefined; place: number }>();
    for (const [place, messageGroupId] of groups.entries()) queue.push({ messageGroupId, place });
    return queue;
  };
  const taken = (queue: ReturnType<typeof queueOf>, count = queue.length) =>
    Array.from({ length: count }, () => queue.shift()?.place);

  it('has groups take turns, each in its order', () => {
    expect(taken(queueOf('a', 'a', 'a', 'b', 'b', 'c'))).toEqual([0, 3, 5, 1, 4, 2]);
  });

  it('has a group that is new wait for one message of another group, however many of those there are', () => {
    const queue = queueOf(...Array.from({ length: 1_000 }, () => 'flood'));
    taken(queue, 100);
    queue.push({ messageGroupId: 'rider', place: -1 });
    expect(taken(queue, 2)).toContain(-1);
  });

  it('takes each message without a group for a group of its own', () => {
    expect(taken(queueOf(undefined, undefined, 'a', 'a', undefined))).toEqual([0, 1, 2, 4, 3]);
  });

  it('knows how many they are, and shows them without taking any', () => {
    const queue = queueOf('a', 'b', 'a');
    expect([...queue].map(({ place }) => place).toSorted()).toEqual([0, 1, 2]);
    expect(queue.length).toBe(3);
    taken(queue);
    expect(queue.length).toBe(0);
  });

  it('can be filled again once it has been emptied', () => {
    const queue = queueOf('a');
    expect([queue.shift()?.place, queue.shift()]).toEqual([0, undefined]);
    queue.push({ messageGroupId: 'a', place: 7 });
    expect(taken(queue)).toEqual([7]);
  });
});

describe('message groups, in the embedded SNS and SQS', () => {
  const app = buildApp({ logger: false, defaultRegion: 'us-east-1' });
  let sqs: SQSClient;
  let sns: SNSClient;

  beforeAll(async () => {
    const endpoint = await app.listen({ host: '127.0.0.1', port: 0 });
    const options = { endpoint, region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
    sqs = new SQSClient({ ...options, useQueueUrlAsEndpoint: false });
    sns = new SNSClient(options);
  });
  afterAll(async () => {
    sqs.destroy();
    sns.destroy();
    await app.close();
  });

  let made = 0;
  const aQueue = async (Attributes: Record<string, string> = {}) => {
    made += 1;
    const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: `queue-${made}`, Attributes }));
    const asked = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] });
    return { url: QueueUrl, arn: (await sqs.send(asked)).Attributes?.QueueArn ?? '' };
  };

  /** A topic with these queues, the first of which gets messages as they are published. */
  const aTopic = async (...queues: readonly { readonly arn: string }[]) => {
    made += 1;
    const { TopicArn = '' } = await sns.send(new CreateTopicCommand({ Name: `topic-${made}` }));
    for (const [index, { arn: Endpoint }] of queues.entries()) {
      const Attributes = { RawMessageDelivery: String(index === 0) };
      await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint, Attributes }));
    }
    return TopicArn;
  };

  /** Receives what there is, up to `count`, and says of each message what it is and whose. */
  const received = async ({ url: QueueUrl }: { readonly url: string }, count = 10) => {
    const receive = new ReceiveMessageCommand({
      QueueUrl,
      MaxNumberOfMessages: count,
      MessageSystemAttributeNames: ['MessageGroupId'],
    });
    const { Messages = [] } = await sqs.send(receive);
    return Messages.map(({ Body, Attributes }) => [Body, Attributes?.MessageGroupId]);
  };

  const entriesOf = (groups: readonly (string | undefined)[]) =>
    groups.map((MessageGroupId, index) => ({ Id: `id-${index}`, MessageGroupId }));

  it('go from a topic to its queues, with and without an envelope', async () => {
    const [raw, wrapped] = [await aQueue(), await aQueue()];
    const TopicArn = await aTopic(raw, wrapped);
    await sns.send(new PublishCommand({ TopicArn, Message: 'hello', MessageGroupId: 'rider-1' }));
    expect(await received(raw)).toEqual([['hello', 'rider-1']]);
    expect(await received(wrapped)).toEqual([[expect.stringContaining('hello'), 'rider-1']]);
  });

  it('are those of each entry of a batch', async () => {
    const queue = await aQueue();
    const TopicArn = await aTopic(queue);
    const entries = entriesOf(['rider-1', 'rider-2', undefined]);
    const published = entries.map((entry) => ({ ...entry, Message: entry.Id }));
    const sent = entries.map((entry) => ({ ...entry, MessageBody: entry.Id }));
    await sns.send(new PublishBatchCommand({ TopicArn, PublishBatchRequestEntries: published }));
    const all = [
      ['id-0', 'rider-1'],
      ['id-1', 'rider-2'],
      ['id-2', undefined],
    ];
    expect(await received(queue)).toEqual(all);
    await sqs.send(new SendMessageBatchCommand({ QueueUrl: queue.url, Entries: sent }));
    expect(await received(queue)).toEqual(all);
  });

  it('are told to whom asks for them', async () => {
    const queue = await aQueue();
    const send = new SendMessageCommand({ QueueUrl: queue.url, MessageBody: 'hello', MessageGroupId: 'rider-1' });
    await sqs.send(send);
    await sqs.send(send);
    const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: queue.url }));
    expect(Messages).toMatchObject([{ Body: 'hello' }]);
    expect(Messages?.[0]).not.toHaveProperty('Attributes');
    expect(await received(queue)).toEqual([['hello', 'rider-1']]);
  });

  it('may have all of visible ASCII, and 128 characters', async () => {
    const queue = await aQueue();
    const visible = Array.from({ length: 0x7f - 0x21 }, (_, index) => String.fromCharCode(0x21 + index)).join('');
    for (const MessageGroupId of [visible, 'x'.repeat(128)]) {
      await sqs.send(new SendMessageCommand({ QueueUrl: queue.url, MessageBody: 'hello', MessageGroupId }));
      expect(await received(queue)).toEqual([['hello', MessageGroupId]]);
    }
  });

  it.each([
    ['empty', ''],
    ['too long', 'x'.repeat(129)],
    ['with a space', 'rider 1'],
    ['beyond ASCII', 'Jörg'],
  ])('are refused when they are %s, of a batch only those', async (_, MessageGroupId) => {
    expect(isGroupId(MessageGroupId)).toBe(false);
    const queue = await aQueue();
    const TopicArn = await aTopic(queue);
    const rule = expect.stringContaining('1 to 128 in length');
    const publish = sns.send(new PublishCommand({ TopicArn, Message: 'hello', MessageGroupId }));
    await expect(publish).rejects.toMatchObject({ name: 'InvalidParameterException', message: rule });
    const send = sqs.send(new SendMessageCommand({ QueueUrl: queue.url, MessageBody: 'hello', MessageGroupId }));
    await expect(send).rejects.toMatchObject({ name: expect.stringMatching(/InvalidParameterValue$/), message: rule });
    const entries = entriesOf(['rider-1', MessageGroupId, 'rider-2']);
    const published = entries.map((entry) => ({ ...entry, Message: entry.Id }));
    const sent = entries.map((entry) => ({ ...entry, MessageBody: entry.Id }));
    const batches = await Promise.all([
      sns.send(new PublishBatchCommand({ TopicArn, PublishBatchRequestEntries: published })),
      sqs.send(new SendMessageBatchCommand({ QueueUrl: queue.url, Entries: sent })),
    ]);
    expect(batches.map(({ Failed }) => Failed)).toEqual([
      [{ Id: 'id-1', Code: 'InvalidParameter', Message: rule, SenderFault: true }],
      [{ Id: 'id-1', Code: 'InvalidParameterValue', Message: rule, SenderFault: true }],
    ]);
    expect((await received(queue)).map(([body]) => body).toSorted()).toEqual(['id-0', 'id-0', 'id-2', 'id-2']);
  });

  it('stay with a message that becomes a dead letter', async () => {
    const dead = await aQueue();
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: dead.arn, maxReceiveCount: 1 });
    const queue = await aQueue({ RedrivePolicy, VisibilityTimeout: '0' });
    await sqs.send(new SendMessageCommand({ QueueUrl: queue.url, MessageBody: 'hello', MessageGroupId: 'rider-1' }));
    expect(await received(queue)).toEqual([['hello', 'rider-1']]);
    expect(await received(queue)).toEqual([]);
    expect(await received(dead)).toEqual([['hello', 'rider-1']]);
  });

  const flood = (count: number) => entriesOf(Array.from({ length: count }, () => 'flood'));

  it("have a rider's message received before those that were ahead of it by another rider's flood", async () => {
    const queue = await aQueue();
    const TopicArn = await aTopic(queue);
    const PublishBatchRequestEntries = flood(10).map((entry) => ({ ...entry, Message: entry.Id }));
    for (const _ of [1, 2, 3]) await sns.send(new PublishBatchCommand({ TopicArn, PublishBatchRequestEntries }));
    await sns.send(new PublishCommand({ TopicArn, Message: 'hello', MessageGroupId: 'rider-1' }));
    expect(await received(queue, 2)).toEqual([
      ['id-0', 'flood'],
      ['hello', 'rider-1'],
    ]);
  });

  it('are fair also after a purge', async () => {
    const queue = await aQueue();
    const Entries = flood(3).map((entry) => ({ ...entry, MessageBody: entry.Id }));
    const send = new SendMessageBatchCommand({ QueueUrl: queue.url, Entries });
    await sqs.send(send);
    await sqs.send(new PurgeQueueCommand({ QueueUrl: queue.url }));
    await sqs.send(send);
    await sqs.send(new SendMessageCommand({ QueueUrl: queue.url, MessageBody: 'hello', MessageGroupId: 'rider-1' }));
    expect((await received(queue)).map(([body]) => body)).toEqual(['id-0', 'hello', 'id-1', 'id-2']);
  });

  it('lock nobody out, as they do in a FIFO queue', async () => {
    const queue = await aQueue();
    const Entries = flood(2).map((entry) => ({ ...entry, MessageBody: entry.Id }));
    await sqs.send(new SendMessageBatchCommand({ QueueUrl: queue.url, Entries }));
    const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: queue.url }));
    expect((await received(queue)).map(([body]) => body)).toEqual(['id-1']);
    const ReceiptHandle = Messages?.[0]?.ReceiptHandle;
    await sqs.send(new DeleteMessageCommand({ QueueUrl: queue.url, ReceiptHandle }));
    expect(await received(queue)).toEqual([]);
  });
});
