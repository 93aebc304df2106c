import { UsageError } from '../../cli/errors.ts';
import { parseOptions } from '../support/parse-options.ts';
import { publish } from '../support/report.ts';
import { runBenchmark } from '../support/run-benchmark.ts';
import { startStack } from '../support/stack.ts';
import { reportsPerSecond } from './fleet.ts';
import { Profile } from './profile.ts';
import { type LoadResult, reportOf, type StackResult } from './report.ts';
import { send } from './send.ts';
import type { Step } from './sender.ts';

const usage = `Usage: npm run bench:load -- [OPTIONS]

  --seconds N     how long each phase takes (the burst: half of it); 20 by default
  --in-flight N   rides under way while measuring the sustained rate; 128 by default
  --drivers N     drivers on shift; 2000 by default
  --json          print the figures as JSON and write no files

Sends rides without delay at the highest sustained rate, then at 80 % of it, then a burst of ten times it to a stack
whose throttle is set to that rate. At the end it looks up every accepted ride. Exit code: 1 when one is lost.

Example: npm run bench:load -- --seconds 10 --json`;

/** A ride needs two calls, of which the second comes later: the stage admits this much more than the sustained rate. */
const headroom = 1.5;

await runBenchmark({ usage, run }, process.argv.slice(2));

async function run(args: readonly string[], signal: AbortSignal): Promise<void> {
  const options = parseOptions(args, {
    seconds: { type: 'string', default: '20' },
    'in-flight': { type: 'string', default: '128' },
    drivers: { type: 'string', default: '2000' },
    json: { type: 'boolean', default: false },
  });
  const [seconds, inFlight, drivers] = (['seconds', 'in-flight', 'drivers'] as const).map((name) =>
    wholeNumber(options[name], `--${name}`),
  ) as [number, number, number];

  const open = await onStack({}, drivers, signal, [
    { kind: 'sustained', name: 'warm-up', inFlight, seconds },
    { kind: 'sustained', name: 'sustained', inFlight, seconds },
    { kind: 'offer', name: 'at 80 % of sustained', share: 0.8, seconds },
  ]);
  const requestsPerSecond = Math.max(1, Math.round(headroom * open.sustained + reportsPerSecond(drivers)));
  const throttled = await onStack({ requestsPerSecond: String(requestsPerSecond) }, drivers, signal, [
    { kind: 'sustained', name: 'warm-up before the burst', inFlight, seconds },
    { kind: 'burst', name: 'burst of ten times that', perSecond: 10 * open.sustained, seconds: seconds / 2 },
  ]);
  const result: LoadResult = { open, throttled, requestsPerSecond, drivers, inFlight };
  if (options.json) console.log(JSON.stringify(result, undefined, 2));
  else publish(reportOf(result, ['npm run bench:load', ...(args.length > 0 ? ['--', ...args] : [])].join(' ')));
  if (open.lookedUp.lost + throttled.lookedUp.lost > 0) process.exitCode = 1;
}

async function onStack(
  context: Record<string, string>,
  drivers: number,
  signal: AbortSignal,
  steps: readonly Step[],
): Promise<StackResult> {
  console.error('starting a stack');
  const cloud = await startStack(context);
  const profile = new Profile(cloud.physicalIds, 'sustained');
  try {
    const result = await send(cloud, drivers, steps, signal, (line) => {
      console.error(line);
      profile.atProgress(line);
    });
    return { ...result, profile: profile.shares };
  } finally {
    await cloud.stop();
  }
}

function wholeNumber(text: string, option: string): number {
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  throw new UsageError(`${option} must be a whole number above zero.`);
}
