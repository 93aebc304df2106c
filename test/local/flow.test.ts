import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AWS } from './support/handler-code.ts';
import { functionOf, mapping, queue, ref, restApi, subscription, table, topic } from './support/resources.ts';
import { type TestCloud, testCloud } from './support/test-cloud.ts';

const PUBLISH = `${AWS}
exports.handler = async (event) => {
  await sns(process.env.TOPIC, event.body);
  return { statusCode: 202, body: '{}' };
};`;

const STORE = `${AWS}
exports.handler = async (event) => {
  for (const { body } of event.Records) {
    await put(process.env.TABLE, body);
    console.log(JSON.stringify({ stored: body }));
  }
};`;

const ECHO = `exports.handler = async (event) => console.log(JSON.stringify(event.Records));`;

describe('a stack of API, topic, queues, functions and table', () => {
  let cloud: TestCloud;

  beforeAll(async () => {
    cloud = await testCloud({
      resources: {
        Topic: topic(),
        Queue: queue({ RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['Dead', 'Arn'] }, maxReceiveCount: 3 } }),
        Dead: queue(),
        Subscription: subscription('Topic', 'Queue', { FilterPolicyScope: 'MessageBody' }),
        Urgent: queue(),
        UrgentSubscription: subscription('Topic', 'Urgent', {
          FilterPolicyScope: 'MessageBody',
          FilterPolicy: { kind: ['urgent'] },
        }),
        Echoed: queue(),
        Table: table(),
        Publish: functionOf('Publish', { Environment: { Variables: { TOPIC: ref('Topic') } } }),
        Store: functionOf('Store', { Environment: { Variables: { TABLE: ref('Table') } } }),
        Echo: functionOf('Echo'),
        StoreMapping: mapping('Queue', 'Store'),
        EchoMapping: mapping('Echoed', 'Echo'),
        Role: { Type: 'AWS::IAM::Role', Properties: {} },
        Alarm: { Type: 'AWS::CloudWatch::Alarm', Properties: {} },
        ...restApi({ 'POST /things': 'Publish' }),
      },
      code: { Publish: PUBLISH, Store: STORE, Echo: ECHO },
      outputs: {
        Url: {
          Value: {
            'Fn::Join': [
              '',
              [
                'https://',
                ref('Api'),
                '.execute-api.',
                ref('AWS::Region'),
                '.',
                ref('AWS::URLSuffix'),
                '/',
                ref('Stage'),
                '/',
              ],
            ],
          },
        },
      },
    });
  });
  afterAll(() => cloud.stop());

  it('carries a request from the API through topic, queue and function into the table', async () => {
    const answer = await fetch(`${cloud.apiUrl}things`, { method: 'POST', body: 'thing-1' });
    expect(answer.status).toBe(202);
    await cloud.log.untilFacts('Store');
    const { Item } = await cloud.dynamodb.call<{ Item: unknown }>('GetItem', {
      TableName: cloud.physicalIds.Table,
      Key: { id: { S: 'thing-1' } },
    });
    expect(Item).toEqual({ id: { S: 'thing-1' } });
  });

  it('delivers to a subscription only what its filter policy lets through', async () => {
    for (const body of ['{"kind":"idle"}', '{"kind":"urgent"}']) {
      await fetch(`${cloud.apiUrl}things`, { method: 'POST', body });
    }
    expect(await cloud.receive('Urgent')).toMatchObject({ Body: '{"kind":"urgent"}' });
  });

  it('gives a function its messages in the shape of an SQS event', async () => {
    await cloud.send('Echoed', 'hello', { MessageAttributes: { colour: { DataType: 'String', StringValue: 'red' } } });
    const [[record]] = (await cloud.log.untilFacts<Record<string, unknown>[]>('Echo')) as [[unknown]];
    const timestamp = expect.stringMatching(/^\d{13}$/);
    expect(record).toEqual({
      messageId: expect.any(String),
      receiptHandle: expect.any(String),
      body: 'hello',
      attributes: {
        ApproximateReceiveCount: '1',
        ApproximateFirstReceiveTimestamp: timestamp,
        SentTimestamp: timestamp,
        SenderId: expect.any(String),
      },
      messageAttributes: {
        colour: { stringValue: 'red', stringListValues: [], binaryListValues: [], dataType: 'String' },
      },
      md5OfBody: '5d41402abc4b2a76b9719d911017c592',
      md5OfMessageAttributes: expect.any(String),
      eventSource: 'aws:sqs',
      eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:test-Echoed',
      awsRegion: 'us-east-1',
    });
  });

  it("replaces an API's own URL in the outputs by its local one", () => {
    expect(cloud.outputs.Url).toBe(cloud.apiUrl);
    expect(cloud.apiUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/v1\/$/);
  });

  it('lists what has no meaning locally', () => {
    expect(cloud.ignored).toEqual([
      { logicalId: 'Role', type: 'AWS::IAM::Role' },
      { logicalId: 'Alarm', type: 'AWS::CloudWatch::Alarm' },
      { logicalId: 'Deployment', type: 'AWS::ApiGateway::Deployment' },
    ]);
  });

  it('tells queues by URLs that any resolver knows', async () => {
    const { QueueUrl } = await cloud.sqs.call<{ QueueUrl: string }>('GetQueueUrl', { QueueName: 'test-Dead' });
    expect(QueueUrl).toBe(cloud.physicalIds.Dead);
    expect(new URL(QueueUrl).hostname).toBe('127.0.0.1');
  });

  it('says where its start-up time went', () => {
    expect(cloud.timings.map(({ phase }) => phase)).toEqual([
      'read assembly',
      'start services',
      'create resources',
      'warm functions',
    ]);
  });
});
