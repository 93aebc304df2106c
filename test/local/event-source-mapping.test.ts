import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PollerCall } from '../../local/index.ts';
import { functionOf, getAtt, mapping, queue } from './support/resources.ts';
import { type TestCloud, testCloud } from './support/test-cloud.ts';

/** Tells when it began and ended, once AT_ONCE of it have begun, each of them leaving a file. */
const TIMED = `
const { readdirSync, writeFileSync } = require('node:fs');
exports.handler = async ({ Records }, { awsRequestId }) => {
  const began = Date.now();
  writeFileSync(process.env.LAMBDA_TASK_ROOT + '/began-' + awsRequestId, '');
  const atOnce = () => readdirSync(process.env.LAMBDA_TASK_ROOT).filter((name) => name.startsWith('began')).length;
  const pass = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  while (atOnce() < Number(process.env.AT_ONCE)) await pass(5);
  await pass(300);
  console.log(JSON.stringify({ began, ended: Date.now(), bodies: Records.map(({ body }) => body) }));
};`;

/** Reports whatever a message's body says. */
const REPORT = `exports.handler = async ({ Records }) => {
  console.log(JSON.stringify(Records.map(({ body, attributes }) => [body, attributes.ApproximateReceiveCount])));
  const isFirst = ({ attributes }) => attributes.ApproximateReceiveCount === '1';
  if (Records.some((record) => record.body === 'throw' && isFirst(record))) throw new Error('refused');
  if (Records.some((record) => record.body === 'unknown' && isFirst(record))) {
    return { batchItemFailures: [{ itemIdentifier: 'nobody' }] };
  }
  const failed = Records.filter((record) => record.body === 'fail' && isFirst(record));
  return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
};`;

const ALWAYS_FAIL = `exports.handler = async () => { throw new Error('never'); };`;

interface Timed {
  began: number;
  ended: number;
  bodies: string[];
}

/** The most intervals that lie over one another at any instant. */
function mostAtOnce(runs: readonly Timed[]): number {
  return Math.max(
    ...runs.map((run) => runs.filter(({ began, ended }) => began <= run.began && run.began < ended).length),
  );
}

async function sendBatch(cloud: TestCloud, queueId: string, bodies: string[]): Promise<void> {
  const Entries = bodies.map((MessageBody, index) => ({ Id: String(index), MessageBody }));
  await cloud.sqs.call('SendMessageBatch', { QueueUrl: cloud.physicalIds[queueId], Entries });
}

describe.concurrent('an event source mapping', () => {
  let cloud: TestCloud;
  /** When those receives of the quick function's messages began that brought one. */
  const receivedSince: number[] = [];

  beforeAll(async () => {
    const visible = { VisibilityTimeout: 5 };
    const atOnce = (AT_ONCE: number) => ({ Environment: { Variables: { AT_ONCE } } });
    const parts = {
      resources: {
        Slow: queue(),
        Slows: functionOf('Slows', atOnce(8)),
        SlowMapping: mapping('Slow', 'Slows', { BatchSize: 1 }),
        Crowd: queue(),
        Crowds: functionOf('Crowds', atOnce(13)),
        CrowdMapping: mapping('Crowd', 'Crowds', { BatchSize: 1 }),
        Barred: queue({
          ...visible,
          RedrivePolicy: { deadLetterTargetArn: getAtt('BarredDead', 'Arn'), maxReceiveCount: 1 },
        }),
        BarredDead: queue(),
        Bars: functionOf('Bars', { ReservedConcurrentExecutions: 0 }),
        BarredMapping: mapping('Barred', 'Bars'),
        Bounded: queue(),
        Bounds: functionOf('Bounds', atOnce(2)),
        BoundedMapping: mapping('Bounded', 'Bounds', { BatchSize: 1, ScalingConfig: { MaximumConcurrency: 2 } }),
        Partial: queue(visible),
        Partials: functionOf('Partials'),
        PartialMapping: mapping('Partial', 'Partials'),
        Malformed: queue(visible),
        Malforms: functionOf('Malforms'),
        MalformedMapping: mapping('Malformed', 'Malforms'),
        Whole: queue(visible),
        Wholes: functionOf('Wholes'),
        WholeMapping: mapping('Whole', 'Wholes', { FunctionResponseTypes: undefined }),
        Doomed: queue({
          ...visible,
          RedrivePolicy: { deadLetterTargetArn: getAtt('Dead', 'Arn'), maxReceiveCount: 2 },
        }),
        Dead: queue(),
        Dooms: functionOf('Dooms'),
        DoomedMapping: mapping('Doomed', 'Dooms'),
        Gathered: queue(),
        Gathers: functionOf('Gathers', atOnce(1)),
        GatheredMapping: mapping('Gathered', 'Gathers', { BatchSize: 20, MaximumBatchingWindowInSeconds: 5 }),
        Narrow: queue(),
        Narrows: functionOf('Narrows', { ...atOnce(1), ReservedConcurrentExecutions: 1 }),
        NarrowMapping: mapping('Narrow', 'Narrows', { BatchSize: 1 }),
        Quick: queue(),
        Quicks: functionOf('Quicks', atOnce(1)),
        QuickMapping: mapping('Quick', 'Quicks'),
        Idle: queue(),
        IdleMapping: mapping('Idle', 'Slows', { Enabled: false }),
      },
      code: {
        Slows: TIMED,
        Crowds: TIMED,
        Bars: TIMED,
        Bounds: TIMED,
        Narrows: TIMED,
        Gathers: TIMED,
        Quicks: TIMED,
        Partials: REPORT,
        Malforms: REPORT,
        Wholes: REPORT,
        Dooms: ALWAYS_FAIL,
      },
    };
    const onPollerCall = ({ functionName, operation, messages, ms }: PollerCall) => {
      if (functionName.endsWith('Quicks') && operation === 'ReceiveMessage' && messages > 0) {
        receivedSince.push(performance.now() - ms);
      }
    };
    cloud = await testCloud(parts, { onPollerCall });
  });
  afterAll(() => cloud.stop());

  it('runs eight slow batches side by side', async () => {
    await sendBatch(cloud, 'Slow', ['1', '2', '3', '4', '5', '6', '7', '8']);
    const runs = await cloud.log.untilFacts<Timed>('Slows', 8);
    expect(mostAtOnce(runs)).toBe(8);
  });

  it('has many batches under way from the start', async () => {
    const bodies = Array.from({ length: 13 }, (_, index) => String(index));
    await sendBatch(cloud, 'Crowd', bodies.slice(0, 7));
    await sendBatch(cloud, 'Crowd', bodies.slice(7));
    expect(mostAtOnce(await cloud.log.untilFacts<Timed>('Crowds', 13))).toBe(13);
  });

  it('gives up a throttled batch when its messages become visible again', async () => {
    await cloud.send('Barred', 'never');
    expect(await cloud.receive('BarredDead')).toMatchObject({ Body: 'never' });
  });

  it('keeps to its maximum concurrency', async () => {
    await sendBatch(cloud, 'Bounded', ['1', '2', '3', '4', '5', '6']);
    const runs = await cloud.log.untilFacts<Timed>('Bounds', 6);
    expect(mostAtOnce(runs)).toBe(2);
  });

  it('keeps on trying a throttled batch, so that every message gets through in its first delivery', async () => {
    await sendBatch(cloud, 'Narrow', ['1', '2', '3']);
    const runs = await cloud.log.untilFacts<Timed>('Narrows', 3);
    expect(mostAtOnce(runs)).toBe(1);
    expect(runs.flatMap(({ bodies }) => bodies).sort()).toEqual(['1', '2', '3']);
  });

  it('deletes what went through and gets the rest again', async () => {
    await sendBatch(cloud, 'Partial', ['fine', 'fail']);
    const [, ...again] = (await cloud.log.untilFacts('Partials', 2)) as unknown as [string, string][][];
    expect(again).toEqual([[['fail', '2']]]);
  });

  it('takes the whole batch as failed when the report names an unknown message', async () => {
    await sendBatch(cloud, 'Malformed', ['unknown', 'neighbour']);
    const [, again] = (await cloud.log.untilFacts('Malforms', 2)) as unknown as [string, string][][];
    expect(again?.map(([body]) => body).sort()).toEqual(['neighbour', 'unknown']);
  });

  it('takes an error as the failure of the whole batch when it has no partial responses', async () => {
    await sendBatch(cloud, 'Whole', ['throw', 'neighbour']);
    const [, again] = (await cloud.log.untilFacts('Wholes', 2)) as unknown as [string, string][][];
    expect(again?.map(([body]) => body).sort()).toEqual(['neighbour', 'throw']);
  });

  it('leaves a message to the dead-letter queue after its last receive', async () => {
    await cloud.send('Doomed', 'poison');
    expect(await cloud.receive('Dead')).toMatchObject({ Body: 'poison' });
    expect(
      cloud.log.entries.filter(({ functionName, stream }) => functionName === 'test-Dooms' && stream === 'stderr'),
    ).toHaveLength(2);
  });

  it('gathers a batch for as long as its window lasts', async () => {
    const bodies = Array.from({ length: 15 }, (_, index) => String(index));
    await sendBatch(cloud, 'Gathered', bodies.slice(0, 10));
    await sendBatch(cloud, 'Gathered', bodies.slice(10));
    const [run] = await cloud.log.untilFacts<Timed>('Gathers');
    expect(run?.bodies).toHaveLength(15);
  });

  it('leaves the queue alone when it is not enabled', async () => {
    await cloud.send('Idle', 'untouched');
    expect(await cloud.receive('Idle')).toMatchObject({ Attributes: { ApproximateReceiveCount: '1' } });
  });

  it('picks a message up at once', async () => {
    // By a receive that has begun before it was sent. One of a few: a receive may just have ended without.
    const wasAwaited: boolean[] = [];
    for (const count of [1, 2, 3]) {
      const sentAt = performance.now();
      await cloud.send('Quick', 'now');
      await cloud.log.untilFacts('Quicks', count);
      wasAwaited.push((receivedSince.at(-1) ?? sentAt) < sentAt);
    }
    expect(wasAwaited).toContain(true);
  });
});
