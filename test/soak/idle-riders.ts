import { fork } from 'node:child_process';
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { developmentTokens } from '../../cli/development-tokens.ts';
import { embeddedContext } from '../../cli/embedded-context.ts';
import { startCloud, synthesize } from '../../local/index.ts';
import { eventApiCall } from '../support/event-api-call.ts';
import { type Asked, ridersDone } from './idle-riders-process.ts';

const usage = `Usage: node test/soak/idle-riders.ts [--riders N]

Has N riders (10,000 by default) connect to the embedded cloud, each on a channel of their own, tells one
in a hundred of them something, and says what the idle ones cost. Open files: two processes of N each, see ulimit -n.`;

const { values } = parseArgs({ options: { riders: { type: 'string' }, help: { type: 'boolean' } } });
if (values.help) console.log(usage);
else await hold(Number(values.riders ?? 10_000));

async function hold(riders: number): Promise<void> {
  const assemblyDirectory = await synthesize({
    projectDirectory: new URL('../..', import.meta.url).pathname,
    context: embeddedContext,
  });
  const cloud = await startCloud({ assemblyDirectory, keptLogs: false });
  const { PushRealtimeUrl = '', PushHttpUrl = '' } = cloud.outputs;
  const before = memory();
  const startedAt = performance.now();
  const { token } = await (await developmentTokens())('rider', 'rider-1');
  const child = fork(new URL('./idle-riders-process.ts', import.meta.url));
  const said = async (): Promise<Record<string, number>> => (await once(child, 'message'))[0];
  child.send({ riders, realtimeUrl: PushRealtimeUrl, httpHost: new URL(PushHttpUrl).host, token } satisfies Asked);
  const connected = await said();
  const connectMs = performance.now() - startedAt;
  await new Promise((resolve) => setTimeout(resolve, 2_000)); // what was for connecting is collected
  const after = memory();
  const toldAt = performance.now();
  for (let rider = 0; rider < riders; rider += 100) {
    const { status } = await eventApiCall(PushHttpUrl, { channel: `/rides/rider-1/ride-${rider}`, events: ['{}'] });
    if (status !== 200) throw new Error(`Publishing was answered ${status}.`);
  }
  const told = await said();
  console.log({
    riders,
    ...connected,
    connectMs: Math.round(connectMs),
    kilobytesEach: Math.round((after - before) / riders / 1024),
    ...told,
    tellMsEach: Math.round(((performance.now() - toldAt) / Math.ceil(riders / 100)) * 100) / 100,
  });
  child.send(ridersDone);
  await once(child, 'exit');
  await cloud.stop();
}

/** Resident, after a collection where the process was given `--expose-gc`. */
function memory(): number {
  globalThis.gc?.();
  return process.memoryUsage().rss;
}
