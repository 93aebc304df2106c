import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DeliveredMessage, FunctionFigures, QueueFigures } from '../../local/index.ts';
import { eventually } from '../support/eventually.ts';
import { functionOf, getAtt, mapping, queue, restApi, subscription, topic } from './support/resources.ts';
import { type TestCloud, testCloud } from './support/test-cloud.ts';

/** Fails on a body of `bad`; answers the API with nothing. */
const PICKY = `exports.handler = async ({ Records = [] }) => {
  if (Records.some(({ body }) => body === 'bad')) throw new Error('bad');
  return { statusCode: 204 };
};`;

describe("what an API tells of its cloud's insides", () => {
  let cloud: TestCloud;
  const ask = async <Answer>(path: string) => (await fetch(new URL(path, cloud.apiUrl))).json() as Promise<Answer>;
  const queues = async () => {
    const { queues } = await ask<{ queues: QueueFigures[] }>('/_cloud/queues');
    return Object.fromEntries(queues.map((figures) => [figures.logicalId, figures]));
  };
  const functions = async () => {
    const { functions } = await ask<{ functions: FunctionFigures[] }>('/_cloud/functions');
    return Object.fromEntries(functions.map((figures) => [figures.logicalId, figures]));
  };

  beforeAll(async () => {
    const policy = (queueId: string) => ({ deadLetterTargetArn: getAtt(queueId, 'Arn'), maxReceiveCount: 1 });
    const resources = {
      Dead: queue(),
      Lost: queue(),
      Work: queue({ RedrivePolicy: policy('Dead'), VisibilityTimeout: 5 }),
      Moved: queue({ RedriveAllowPolicy: { sourceQueueArns: [getAtt('Idle', 'Arn'), getAtt('Work', 'Arn')] } }),
      Idle: queue(),
      Topic: topic(),
      Subscription: subscription('Topic', 'Work', { RedrivePolicy: policy('Lost') }),
      Worker: functionOf('Worker'),
      Mapping: mapping('Work', 'Worker', { BatchSize: 1 }),
      ...restApi({ 'GET /': 'Worker' }),
    };
    cloud = await testCloud({ resources, code: { Worker: PICKY } });
  });
  afterAll(() => cloud.stop());

  it('is how many messages a queue has: to be had, in hand, and delayed', async () => {
    for (const body of ['one', 'two']) await cloud.send('Idle', body);
    await cloud.send('Idle', 'later', { DelaySeconds: 600 });
    await cloud.receive('Idle');
    expect((await queues()).Idle).toMatchObject({
      visible: 1,
      inFlight: 1,
      delayed: 1,
      consumers: [],
      deadLettersOf: [],
    });
  });

  it('is whom a queue feeds, and whose dead letters it holds', async () => {
    const { Dead, Lost, Moved, Work } = await queues();
    expect(Work?.consumers).toEqual(['Worker']);
    expect(Dead?.deadLettersOf).toEqual([{ logicalId: 'Work', givenUpBy: 'queue' }]);
    expect(Lost?.deadLettersOf).toEqual([{ logicalId: 'Work', givenUpBy: 'subscription' }]);
    expect(Moved?.deadLettersOf).toEqual([{ logicalId: 'Idle', givenUpBy: 'function' }]);
  });

  it('is what a function has done, and what it was given', async () => {
    await cloud.send('Work', 'good');
    await cloud.send('Work', 'bad');
    await eventually(async () =>
      expect((await functions()).Worker).toMatchObject({ invocations: 2, errors: 1, messages: 2, running: 0 }),
    );
    await eventually(async () => expect((await queues()).Dead).toMatchObject({ visible: 1 }));
    type Delivered = { messages: (DeliveredMessage & { body: string })[] };
    const { messages } = await ask<Delivered>('/_cloud/messages?contains=good');
    expect(messages).toMatchObject([{ body: 'good', attempt: 1, functionName: cloud.physicalIds.Worker }]);
  });
});
