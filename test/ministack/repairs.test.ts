import { once } from 'node:events';
import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import { CreateTopicCommand, GetSubscriptionAttributesCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { buildApp } from 'fauxqs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { repairs } from './repairs.ts';

const region = 'us-east-1';
const app = () => buildApp({ logger: false, defaultRegion: region });
const stops: (() => void)[] = [];
let emulator: ReturnType<typeof app>;
let endpoint: string;
let [sqs, sns]: [SQSClient, SNSClient] = [new SQSClient(), new SNSClient()];

beforeEach(async () => {
  emulator = app();
  endpoint = await emulator.listen({ host: '127.0.0.1', port: 0 });
  const config = { endpoint, region, credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
  [sqs, sns] = [new SQSClient(config), new SNSClient(config)];
});
afterEach(async () => {
  for (const stop of stops.splice(0)) stop();
  await emulator.close();
});

const arnOf = (logicalId: string) => ({ 'Fn::GetAtt': [logicalId, 'Arn'] });

const template = {
  Resources: {
    EtaDead: { Type: 'AWS::SQS::Queue', Properties: {} },
    EtaUndelivered: { Type: 'AWS::SQS::Queue', Properties: {} },
    EtaQueue: {
      Type: 'AWS::SQS::Queue',
      Properties: { RedrivePolicy: { maxReceiveCount: 3, deadLetterTargetArn: arnOf('EtaDead') } },
    },
    EtaSubscription: {
      Type: 'AWS::SNS::Subscription',
      Properties: { Endpoint: arnOf('EtaQueue'), RedrivePolicy: { deadLetterTargetArn: arnOf('EtaUndelivered') } },
    },
  },
};

/** What MiniStack makes of the template: queues and a subscription without policies. */
async function deployed() {
  for (const logicalId of ['EtaDead', 'EtaUndelivered', 'EtaQueue']) {
    await sqs.send(new CreateQueueCommand({ QueueName: `RideRequest-${logicalId}-1A2B` }));
  }
  const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: 'topic' }));
  const Endpoint = `arn:aws:sqs:${region}:000000000000:RideRequest-EtaQueue-1A2B`;
  const { SubscriptionArn } = await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint }));
  return { SubscriptionArn, stack: { endpoint, region, stackName: 'RideRequest', template } };
}

/** A Lambda that has one function, and notes how it is changed. */
async function aLambda(existing: unknown) {
  const puts: [path: string, body: unknown][] = [];
  const server = createServer(async (request, response) => {
    if (request.method === 'PUT') puts.push([request.url ?? '', await json(request)]);
    response.end(JSON.stringify({ Functions: [existing] }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  stops.push(() => server.close());
  return { puts, endpoint: `http://127.0.0.1:${(server.address() as { port: number }).port}` };
}

const [queues, subscriptions, conditions] = repairs;

describe('repairing a stack on MiniStack', () => {
  it('gives queues the dead-letter queues that the template names', async () => {
    const { stack } = await deployed();
    expect(await queues?.mend(stack)).toBe(1);
    const QueueUrl = `${endpoint}/000000000000/RideRequest-EtaQueue-1A2B`;
    const asked = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['RedrivePolicy'] });
    expect(JSON.parse((await sqs.send(asked)).Attributes?.RedrivePolicy ?? '')).toEqual({
      maxReceiveCount: 3,
      deadLetterTargetArn: `arn:aws:sqs:${region}:000000000000:RideRequest-EtaDead-1A2B`,
    });
  });

  it('gives subscriptions the dead-letter queues that the template names', async () => {
    const { stack, SubscriptionArn } = await deployed();
    expect(await subscriptions?.mend(stack)).toBe(1);
    const { Attributes } = await sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }));
    expect(JSON.parse(Attributes?.RedrivePolicy ?? '')).toEqual({
      deadLetterTargetArn: `arn:aws:sqs:${region}:000000000000:RideRequest-EtaUndelivered-1A2B`,
    });
  });

  it('refuses a stack that lacks a queue of its template', async () => {
    const { stack } = await deployed();
    await expect(queues?.mend({ ...stack, stackName: 'Another' })).rejects.toThrow(/no queue EtaDead in Another/);
  });

  it('gives functions the variables that a condition on the account chooses, and leaves the others', async () => {
    const api = await aLambda({
      FunctionName: 'RideRequest-Api-1A2B',
      Environment: { Variables: { A: 'a', KEYS: 'no' } },
    });
    const choice = { 'Fn::If': ['IsEmulated', 'yes', 'no'] };
    const IsEmulated = { 'Fn::Equals': [{ Ref: 'AWS::AccountId' }, '000000000000'] };
    const Environment = { Variables: { A: 'a', KEYS: choice } };
    const stack = {
      endpoint: api.endpoint,
      region,
      stackName: 'RideRequest',
      template: {
        Conditions: { IsEmulated },
        Resources: { Api: { Type: 'AWS::Lambda::Function', Properties: { Environment } } },
      },
    };
    expect(await conditions?.mend(stack)).toBe(1);
    expect(api.puts).toEqual([
      [
        '/2015-03-31/functions/RideRequest-Api-1A2B/configuration',
        { Environment: { Variables: { A: 'a', KEYS: 'yes' } } },
      ],
    ]);
    const elsewhere = { IsEmulated: { 'Fn::Equals': [{ Ref: 'AWS::AccountId' }, '123456789012'] } };
    await conditions?.mend({ ...stack, template: { ...stack.template, Conditions: elsewhere } });
    expect(api.puts[1]?.[1]).toEqual({ Environment: { Variables: { A: 'a', KEYS: 'no' } } });
  });

  it('gives a reason for each repair', () => {
    for (const { what, reason } of repairs) expect(reason, what).toMatch(/MiniStack/);
  });
});
