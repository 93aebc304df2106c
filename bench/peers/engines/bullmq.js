// BullMQ: each ride is a flow, a job that waits for four children, and each branch is a queue with a worker.
import { FlowProducer, QueueEvents, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { httpFrontOf } from './support/http-front.ts';
import { runEngine } from './support/lifecycle.ts';
import { findRedis } from './support/redis.ts';
import { startWork } from './support/start-work.ts';
import { versionOf } from './support/version.ts';
import { branchNames } from './support/work.ts';

/** More than there are callers: no ride waits for another one. */
const concurrency = 100;

/** A finished ride is kept long enough to be read; by default all are kept for ever. */
const keepRides = { removeOnComplete: { count: 1_000 } };
const keepNothing = { removeOnComplete: true };

await runEngine(async () => {
  const redis = await findRedis();
  const work = await startWork();
  const prefix = `bench-${process.pid}`;
  const queues = await startQueues(work, { connection: { url: redis.url, maxRetriesPerRequest: null }, prefix });
  const front = await httpFrontOf((call) => queues.run(call));
  const client = new Redis(redis.url);
  const version = /redis_version:(\S+)/.exec(await client.info('server'))?.[1] ?? 'unknown';
  return {
    url: front.url,
    versions: { bullmq: versionOf('bullmq'), redis: version },
    stop: async () => {
      await front.close();
      await queues.close();
      await removeKeys(client, prefix);
      client.disconnect();
      await redis.stop();
      await work.stop();
    },
  };
});

/**
 * @param {import('./support/work.ts').Work} work
 * @param {import('bullmq').QueueOptions} options
 */
async function startQueues(work, options) {
  const events = new QueueEvents('ride', options);
  const flows = new FlowProducer(options);
  const all = [
    ...branchNames.map((name) => new Worker(name, ({ data }) => work.ask(name, data), { ...options, concurrency })),
    new Worker('ride', async (job) => work.end(job.data, Object.values(await job.getChildrenValues())), {
      ...options,
      concurrency,
    }),
    events,
    flows,
  ];
  await Promise.all(all.map((each) => each.waitUntilReady()));
  return {
    /** @param {unknown} call */
    run: async (call) => (await flows.add(flowOf(call, work.question(call)))).job.waitUntilFinished(events),
    close: () => Promise.all(all.map((each) => each.close())),
  };
}

/**
 * @param {unknown} call
 * @param {unknown} question
 */
function flowOf(call, question) {
  const children = branchNames.map((queueName) => ({ name: 'ask', queueName, data: question, opts: keepNothing }));
  return { name: 'request', queueName: 'ride', data: call, opts: keepRides, children };
}

/**
 * The Redis may be shared, so only the benchmark's own keys are removed.
 * @param {Redis} client
 * @param {string} prefix
 */
async function removeKeys(client, prefix) {
  for await (const keys of client.scanStream({ match: `${prefix}:*`, count: 1_000 })) {
    if (keys.length > 0) await client.unlink(keys);
  }
}
