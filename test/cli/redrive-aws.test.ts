import { hash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { MoveTasksUnsupportedError, QueueServiceError } from '../../cli/errors.ts';
import { awsQueueService } from '../../cli/redrive/aws/queue-service.ts';
import type { Queue } from '../../cli/redrive/queue-service.ts';

type Input = Record<string, unknown>;
type Actions = Record<string, (input: Input) => unknown>;

const aQueue = (name: string): Queue => ({
  name,
  url: `http://sqs.nowhere.test/000000000000/${name}`,
  arn: `arn:aws:sqs:us-east-1:000000000000:${name}`,
  count: 1,
});

/** An SQS with only the actions that a test gives it; one that returns an `Error` refuses with its name. */
describe("SQS by the SDK's client", () => {
  let server: Server;
  afterEach(() => server.close());

  const sqsWith = async (actions: Actions) => {
    server = createServer(async (request, response) => {
      const action = String(request.headers['x-amz-target']).replace('AmazonSQS.', '');
      const answer = actions[action]?.(JSON.parse(await text(request))) ?? refusal('InvalidAction');
      const body = answer instanceof Error ? { __type: `com.amazonaws.sqs#${answer.name}`, message: 'No.' } : answer;
      response.writeHead(answer instanceof Error ? 400 : 200, { 'Content-Type': 'application/x-amz-json-1.0' });
      response.end(JSON.stringify(body));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
    return awsQueueService({ client: { endpoint, region: 'us-east-1', credentials }, stackName: 'RideRequest' });
  };

  it('names both ends of a move task', async () => {
    const started: Input[] = [];
    const service = await sqsWith({ StartMessageMoveTask: (input) => started.push(input) && { TaskHandle: 'handle' } });
    await service.startMoveTask(aQueue('dead'), aQueue('pricing'));
    expect(started).toEqual([{ SourceArn: aQueue('dead').arn, DestinationArn: aQueue('pricing').arn }]);
  });

  it('tells how the latest move task does', async () => {
    const running = {
      TaskHandle: 'handle',
      Status: 'RUNNING',
      StartedTimestamp: 1_700_000_000_000,
      ApproximateNumberOfMessagesMoved: 3,
      ApproximateNumberOfMessagesToMove: 5,
    };
    const service = await sqsWith({ ListMessageMoveTasks: () => ({ Results: [running] }) });
    expect(await service.latestMoveTask(aQueue('dead'))).toEqual({
      handle: 'handle',
      status: 'RUNNING',
      startedAt: 1_700_000_000_000,
      moved: 3,
      toMove: 5,
      failure: undefined,
    });
  });

  it('knows of no move task where there was none yet', async () => {
    const service = await sqsWith({ ListMessageMoveTasks: () => ({}) });
    expect(await service.latestMoveTask(aQueue('dead'))).toBeUndefined();
  });

  it.each(['UnsupportedOperation', 'InvalidAction', 'UnknownOperationException'])(
    'knows a service without move tasks by its %s',
    async (name) => {
      const service = await sqsWith({ ListMessageMoveTasks: () => refusal(name) });
      await expect(service.latestMoveTask(aQueue('dead'))).rejects.toThrow(MoveTasksUnsupportedError);
    },
  );

  it('does not take a refusal for a service without move tasks', async () => {
    const service = await sqsWith({ StartMessageMoveTask: () => refusal('AccessDenied') });
    const starting = service.startMoveTask(aQueue('dead'), aQueue('pricing'));
    await expect(starting).rejects.not.toThrow(MoveTasksUnsupportedError);
    await expect(starting).rejects.toThrow('StartMessageMoveTask failed: AccessDenied: No.');
  });

  it('has nothing to cancel when a move task has ended meanwhile', async () => {
    const service = await sqsWith({ CancelMessageMoveTask: () => refusal('ResourceNotFoundException') });
    await expect(service.cancelMoveTask('handle')).resolves.toBeUndefined();
  });

  it('sends a message with the group that it was received with', async () => {
    const sent: Input[] = [];
    const isAskedFor = (names: unknown) => (names as string[]).includes('MessageGroupId');
    const service = await sqsWith({
      ReceiveMessage: ({ MessageSystemAttributeNames: asked }) => ({
        Messages: ['one', 'two'].map((Body) => ({
          MessageId: Body,
          Body,
          MD5OfBody: hash('md5', Body),
          Attributes: { ...(Body === 'one' && isAskedFor(asked) && { MessageGroupId: 'rider-1' }), SentTimestamp: '5' },
        })),
      }),
      SendMessage: (input) =>
        sent.push(input) && { MessageId: '3', MD5OfMessageBody: hash('md5', String(input.MessageBody)) },
    });
    const [one, two] = await service.receive(aQueue('dead'), 2, 1);
    if (one) await service.send(aQueue('pricing'), one);
    if (two) await service.send(aQueue('pricing'), two);
    expect(sent.map(({ MessageBody, MessageGroupId }) => [MessageBody, MessageGroupId])).toEqual([
      ['one', 'rider-1'],
      ['two', undefined],
    ]);
  });

  it('has nothing to show when a message is in sight already', async () => {
    const message = { id: '1', receipt: 'receipt', body: '', attributes: {}, sentAt: 0 };
    const inSight = await sqsWith({ ChangeMessageVisibility: () => refusal('MessageNotInflight') });
    await expect(inSight.show(aQueue('dead'), [message])).resolves.toBeUndefined();
    server.close();
    const forbidden = await sqsWith({ ChangeMessageVisibility: () => refusal('AccessDenied') });
    await expect(forbidden.show(aQueue('dead'), [message])).rejects.toThrow(QueueServiceError);
  });

  it("lists page after page, and only the stack's queues", async () => {
    const pages: Record<string, unknown> = {
      first: { QueueUrls: [aQueue('RideRequest-A-1').url, aQueue('RideRequest-prod-A-1').url], NextToken: 'second' },
      second: { QueueUrls: [aQueue('RideRequest-B-1').url] },
    };
    const service = await sqsWith({
      // SQS gives pages only to who asks for pages.
      ListQueues: ({ QueueNamePrefix, MaxResults, NextToken = 'first' }) =>
        QueueNamePrefix === 'RideRequest-' && MaxResults === 1000
          ? pages[String(NextToken)]
          : refusal('InvalidParameterValue'),
      GetQueueAttributes: ({ QueueUrl }) => ({
        Attributes: {
          QueueArn: `arn of ${String(QueueUrl).slice(-1)}`,
          RedrivePolicy: JSON.stringify({ deadLetterTargetArn: 'arn of dead' }),
          RedriveAllowPolicy: JSON.stringify({ redrivePermission: 'byQueue', sourceQueueArns: ['arn of work'] }),
          ApproximateNumberOfMessages: '2',
          ApproximateNumberOfMessagesNotVisible: '1',
        },
      }),
    });
    const queues = await service.queues();
    expect(queues.map(({ name }) => name)).toEqual(['RideRequest-A-1', 'RideRequest-B-1']);
    expect(queues).toMatchObject([
      { deadLetterArn: 'arn of dead', lettersOf: ['arn of work'], count: 3 },
      { count: 3 },
    ]);
  });
});

const refusal = (name: string): Error => Object.assign(new Error('No.'), { name });
