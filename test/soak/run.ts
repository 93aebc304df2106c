import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { embeddedContext } from '../../cli/embedded-context.ts';
import { startCloud, synthesize } from '../../local/index.ts';
import { drain } from '../chaos/drain.ts';
import { servicesOf } from '../chaos/services.ts';
import { type Growth, growthOf, hasGrown, warmUpShare } from './growth.ts';
import { startLoad } from './load.ts';
import { measures, type Sample, sample } from './sample.ts';

const usage = `Usage: npm run test:soak -- [OPTIONS]

  --minutes N   how long; 10 by default
  --rate N      rides per second; 5 by default
  --help        this

Holds a steady load of rides that are requested and completed on the embedded cloud, whose records go a minute after
they were made, and looks at memory, handles, workers and queues. Exit code: 1 when one of them grows, or rides fail.

Example: npm run test:soak -- --minutes 10`;

const dayMs = 24 * 60 * 60 * 1000;

/** Records are kept for a day at least, so they are swept as if it were nearly a day later. */
const recordsLiveMs = 60_000;

const samplesPerRun = 60;

process.exitCode = await main();

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { minutes: { type: 'string' }, rate: { type: 'string' }, help: { type: 'boolean' } },
  });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  return soak(Number(values.minutes ?? 10), Number(values.rate ?? 5));
}

async function soak(minutes: number, ridesPerSecond: number): Promise<number> {
  const context = { ...embeddedContext, retentionDays: '1', deadlineSeconds: '5', push: 'off' };
  const projectDirectory = path.join(import.meta.dirname, '../..');
  const assemblyDirectory = await synthesize({ projectDirectory, context });
  const cloud = await startCloud({
    assemblyDirectory,
    keptLogs: false,
    sweepIntervalMs: 5_000,
    sweepAheadMs: dayMs - recordsLiveMs,
  });
  const services = servicesOf(cloud);
  try {
    const load = await startLoad(cloud.apiUrl, ridesPerSecond);
    const samples: Sample[] = [];
    let failedAtFirst = 0;
    for (let taken = 0; taken < samplesPerRun; taken += 1) {
      await wait((minutes * 60_000) / samplesPerRun);
      samples.push(await sample(services));
      if (samples.length <= warmUpShare * samplesPerRun) failedAtFirst = load.failed;
      console.log(`${load.completed} completed, ${load.failed} failed; ${lineOf(samples.at(-1) as Sample)}`);
    }
    await load.stop();
    await drain(services);
    const idle = await sample(services);
    const growth = growthOf(samples);
    console.log(`\n${tableOf(growth)}\n\nidle: ${lineOf(idle)}`);
    const isFlat = !growth.some(hasGrown) && idle.messages === 0;
    // Until the first workers have started, rides expire.
    const isServed = load.failed - failedAtFirst <= load.completed / 100;
    return isFlat && isServed ? 0 : 1;
  } finally {
    services.close();
    await cloud.stop();
  }
}

function lineOf(taken: Sample): string {
  return measures.map((measure) => `${measure} ${taken[measure].toFixed(0)}`).join(', ');
}

function tableOf(growth: readonly Growth[]): string {
  const rows = growth.map((each) => {
    const figures = [each.first, each.last, each.limit].map((figure) => figure.toFixed(0).padStart(11));
    return `| ${each.measure.padEnd(13)} | ${figures.join(' | ')} | ${hasGrown(each) ? 'GROWS' : 'flat '} |`;
  });
  const head = '| measure       | first third |  last third |    at most  |       |';
  return [head, '| ------------- | ----------: | ----------: | ----------: | ----- |', ...rows].join('\n');
}
