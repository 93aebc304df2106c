// biome-ignore-all lint/suspicious/noTemplateCurlyInString: placeholders of the template language
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LogEntry } from '../../local/index.ts';
import { functionOf, getAtt, mapping, method, queue, ref, restApi, subscription, topic } from './support/resources.ts';
import { type TestCloud, testCloud } from './support/test-cloud.ts';

const SHOW = `exports.handler = async () => ({ statusCode: 200, body: process.env.API_URL ?? 'aliased' });`;
const ORDER = `exports.handler = async ({ Records }) => {
  await new Promise((resolve) => setTimeout(resolve, 5));
  for (const { body, attributes } of Records) console.log(JSON.stringify([attributes.MessageGroupId, body]));
};`;

describe('resources of a template', () => {
  let cloud: TestCloud;

  beforeAll(async () => {
    cloud = await testCloud({
      resources: {
        ...restApi({ 'GET /direct': 'Plain' }),
        Plain: functionOf('Plain'),
        Version: { Type: 'AWS::Lambda::Version', Properties: { FunctionName: ref('Plain') } },
        Alias: {
          Type: 'AWS::Lambda::Alias',
          Properties: { FunctionName: ref('Plain'), FunctionVersion: getAtt('Version', 'Version'), Name: 'live' },
        },
        Aliased: method('GET', undefined, {
          Type: 'AWS_PROXY',
          Uri: { 'Fn::Sub': 'arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${Alias}/invocations' },
        }),
        Linked: functionOf('Linked', {
          Environment: {
            Variables: { API_URL: { 'Fn::Sub': 'https://${Api}.execute-api.${AWS::Region}.amazonaws.com/v1/' } },
          },
        }),
        Inline: functionOf('Inline', { Code: { ZipFile: 'exports.handler = async () => "inline";' } }),
        Ordered: queue({ FifoQueue: true, ContentBasedDeduplication: true }),
        Order: functionOf('Order'),
        OrderMapping: mapping('Ordered', 'Order'),
        Named: queue({ QueueName: 'given-name' }),
        [`Long${'x'.repeat(100)}`]: queue(),
        Topic: topic({ TopicName: 'given-topic' }),
        Wrapped: queue(),
        WrappedSubscription: subscription('Topic', 'Wrapped', { RawMessageDelivery: false }),
        Fair: queue(),
        FairSubscription: subscription('Topic', 'Fair'),
        Grouped: functionOf('Grouped'),
        FairMapping: mapping('Fair', 'Grouped'),
      },
      code: { Plain: SHOW, Linked: SHOW, Order: ORDER, Grouped: ORDER },
    });
  });
  afterAll(() => cloud.stop());

  it('reach a function through its alias', async () => {
    expect(await (await fetch(cloud.apiUrl)).text()).toBe('aliased');
  });

  it("know an API's URL as the local one", async () => {
    expect(await cloud.invoke('Linked', {})).toMatchObject({ body: cloud.apiUrl });
  });

  it('include inline code', async () => {
    expect(await cloud.invoke('Inline', {})).toBe('inline');
  });

  it('keep the names that the template gives', () => {
    expect(cloud.physicalIds.Named).toMatch(/\/given-name$/);
    expect(cloud.physicalIds.Topic).toMatch(/:given-topic$/);
  });

  it("keep within a service's limit when they are named after a long logical id", () => {
    const url = cloud.physicalIds[`Long${'x'.repeat(100)}`] ?? '';
    expect(url.split('/').at(-1)).toMatch(/^test-Longx{62}-[0-9a-f]{8}$/);
  });

  const publish = async (message: Record<string, string>) => {
    const body = new URLSearchParams({ Action: 'Publish', TopicArn: cloud.physicalIds.Topic ?? '', ...message });
    await fetch(cloud.environment.AWS_ENDPOINT_URL ?? '', { method: 'POST', body });
  };

  it("deliver in SNS's envelope without raw delivery", async () => {
    await publish({ Message: 'hello' });
    const message = await cloud.receive('Wrapped');
    expect(JSON.parse(message?.Body ?? '')).toMatchObject({ Type: 'Notification', Message: 'hello' });
  });

  it("tell a function the group of a topic's message", async () => {
    await publish({ Message: 'grouped', MessageGroupId: 'rider-1' });
    const isAboutIt = ({ line }: LogEntry) => line.includes('grouped');
    const [entry] = await cloud.log.until(isAboutIt);
    expect(JSON.parse(entry?.line ?? '')).toEqual(['rider-1', 'grouped']);
  });

  it('keep the order of a FIFO queue within a group', async () => {
    for (const n of [1, 2, 3, 4]) await cloud.send('Ordered', String(n), { MessageGroupId: n % 2 ? 'odd' : 'even' });
    const facts = (await cloud.log.untilFacts('Order', 4)) as unknown as [string, string][];
    const inGroup = (group: string) => facts.filter(([name]) => name === group).map(([, body]) => body);
    expect([inGroup('odd'), inGroup('even')]).toEqual([
      ['1', '3'],
      ['2', '4'],
    ]);
  });
});
