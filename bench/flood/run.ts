import { setTimeout as wait } from 'node:timers/promises';
import { staleAfterSeconds } from '../../cli/driver-heartbeats.ts';
import { UsageError } from '../../cli/errors.ts';
import { branches } from '../../core/branches.ts';
import type { Simulate } from '../../core/simulation.ts';
import { Profile, type Shares, threadsOf } from '../load/profile.ts';
import { parseOptions } from '../support/parse-options.ts';
import { runBenchmark } from '../support/run-benchmark.ts';
import { runSender } from '../support/sender-process.ts';
import { startStack } from '../support/stack.ts';
import { markdownOf, type Table } from '../support/table.ts';
import { itemsOf, tablesOf } from '../support/tables.ts';
import { wholeNumber } from '../support/whole-number.ts';
import { drained, flooding } from './progress.ts';
import type { Flood, FloodResult, Orders } from './sender.ts';

const names = Object.keys(branches);

const usage = `Usage: npm run bench:flood -- [OPTIONS]

  --rides N          how many rides are requested; 1000 by default
  --seconds N        instead of --rides: for how long rides are requested
  --at-once N        concurrent requests; 100 by default
  --branch-ms N      what each branch takes; 1500 by default
  --drivers N        drivers, spread evenly over the city; the fleet of \`npm start\` by default
  --dead BRANCH      a branch that fails each time: ${names.join(', ')}
  --invocations N    invocations that the account grants
  --obey             refused riders retry after \`Retry-After\`, until they are admitted
  --cold             on a stack that has not served any ride yet
  --json             print the figures as JSON

Sends more concurrent requests than a stack on the embedded cloud can serve, with \`Prefer: respond-async\`, and reports
the outcomes, and those of lone riders before and after. Takes a minute or two. Exit code: 1 when a call got a 5xx, a function
timed out, a ride is left open or a driver is leased or held when it is over.

Example: npm run bench:flood -- --rides 500 --drivers 2000`;

/** Longer than it takes to free the driver of a completed ride. */
const longestHoldMs = 30_000;

await runBenchmark({ usage, run }, process.argv.slice(2));

/** What the stack itself reports of a flood. */
interface StackFigures {
  readonly timedOut: number;
  /** Of the process that runs the stack. */
  readonly peakMb: number;
  /** Of the same process, from the flood's beginning until its last ride has ended. */
  readonly processorMs: number;
  readonly leaked: number;
  readonly stale: number;
  /** During the flood. */
  readonly threads: Shares;
}

async function run(args: readonly string[], signal: AbortSignal): Promise<void> {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean', default: false } as const;
  const options = parseOptions(args, {
    ...{ rides: text, seconds: text, drivers: text, dead: text, invocations: text },
    'at-once': { ...text, default: '100' },
    'branch-ms': { ...text, default: '1500' },
    ...{ obey: flag, cold: flag, json: flag },
  });
  const number = (name: keyof typeof options & string, least: number, most: number) => {
    const given = options[name] as string | undefined;
    return given === undefined ? undefined : wholeNumber(given, `--${name}`, least, most);
  };
  if (options.rides !== undefined && options.seconds !== undefined)
    throw new UsageError('--rides and --seconds exclude each other: give one of them.');
  const seconds = number('seconds', 1, 3_600);
  const flood: Flood = {
    rides: seconds === undefined ? (number('rides', 1, 100_000) ?? 1_000) : undefined,
    seconds,
    atOnce: number('at-once', 1, 1_000) ?? 100,
    simulate: sufferedBy(number('branch-ms', 0, 10_000) ?? 0, options.dead),
    obey: options.obey,
    warm: !options.cold,
  };
  const drivers = number('drivers', 0, 50_000) ?? 'start';
  const [result, stack] = await floodOf(flood, drivers, number('invocations', 3, 10_000), signal);
  if (options.json) console.log(JSON.stringify({ ...result, ...stack }, undefined, 2));
  else
    for (const table of [floodTable(result, stack), threadTable(result, stack)]) console.log(`\n${markdownOf(table)}`);
  const { serverErrors, stillOpen } = result;
  if (serverErrors + stillOpen + stack.timedOut + stack.leaked > 0) process.exitCode = 1;
}

function sufferedBy(delayMs: number, dead: string | undefined): Simulate {
  if (dead !== undefined && !names.includes(dead)) throw new UsageError(`--dead must be one of ${names.join(', ')}.`);
  return Object.fromEntries(
    names.map((name) => [name, name === dead ? { delayMs, fault: 'exception' as const } : { delayMs }]),
  );
}

async function floodOf(
  flood: Flood,
  drivers: Orders['drivers'],
  invocations: number | undefined,
  signal: AbortSignal,
): Promise<[FloodResult, StackFigures]> {
  let timedOut = 0;
  let peakBytes = 0;
  const cloud = await startStack(invocations === undefined ? {} : { concurrency: String(invocations) }, {
    ...(invocations !== undefined && { limits: { invocations } }),
    onLog: ({ stream, line }) => {
      if (stream === 'platform' && line.startsWith('Sandbox.Timedout')) timedOut += 1;
    },
  });
  const tables = tablesOf(cloud);
  const profile = new Profile(cloud.physicalIds, flooding);
  const sampler = setInterval(() => {
    peakBytes = Math.max(peakBytes, process.memoryUsage.rss());
  }, 250);
  try {
    const { apiUrl, environment, outputs } = cloud;
    const orders: Orders = { apiUrl, environment, topicArn: outputs.RideEventsTopicArn ?? '', drivers, flood };
    const module = new URL('./sender.ts', import.meta.url);
    let processor = process.cpuUsage();
    const result = await runSender<FloodResult>(module, orders, signal, (line) => {
      console.error(line);
      profile.atProgress(line);
      if (line === flooding) processor = process.cpuUsage();
      if (line === drained) processor = process.cpuUsage(processor);
    });
    const processorMs = (processor.user + processor.system) / 1_000;
    const since = new Date(Date.now() - 1_000 * staleAfterSeconds).toISOString();
    const stored = () => itemsOf<DriverItem>(tables, outputs.DriversTableName);
    const stale = (await stored()).filter(({ reportedAt }) => reportedAt < since).length;
    const leaked = await heldInTheEnd(stored, signal);
    return [result, { timedOut, peakMb: peakBytes / 1e6, processorMs, leaked, stale, threads: profile.shares }];
  } finally {
    clearInterval(sampler);
    tables.destroy();
    await cloud.stop();
  }
}

/** How many drivers are leased or held long after all rides were completed. */
async function heldInTheEnd(stored: () => Promise<readonly DriverItem[]>, signal: AbortSignal): Promise<number> {
  for (const startedAt = performance.now(); ; ) {
    const held = (await stored()).filter(({ heldBy }) => heldBy !== undefined).length;
    if (held === 0 || performance.now() - startedAt > longestHoldMs) return held;
    await wait(1_000, undefined, { signal });
  }
}

interface DriverItem {
  readonly reportedAt: string;
  readonly heldBy?: string;
}

function floodTable(result: FloodResult, { timedOut, peakMb, processorMs, leaked, stale }: StackFigures): Table {
  const { figures, before, after } = result;
  const loneOf = (lone: FloodResult['before']) => (lone ? lone.medianMs : Number.NaN);
  return {
    title: 'Flood',
    columns: ['what', ''],
    rows: [
      ['offered', figures.offered],
      ['refused by the gateway', figures.throttled],
      ['refused: overloaded', figures.overloaded],
      ['refusal p50, ms', result.refusalP50],
      ['refusal at most, ms', result.refusalMax],
      ['admitted', figures.accepted],
      ['confirmed', figures.confirmed],
      ['rejected', figures.rejected],
      ['expired', figures.expired],
      ['rides/s confirmed, during the flood', figures.confirmedPerSecond],
      ['rides/s confirmed, with draining', figures.drainedPerSecond],
      ['slowest ride, s', result.slowestMs / 1000],
      ['answers of 5xx', result.serverErrors],
      ['rides left open', result.stillOpen],
      ['confirmed rides not completed', result.notCompleted],
      ['invocations timed out', timedOut],
      ['drivers leased or held afterwards', leaked],
      ['drivers not heard of lately', stale],
      ['processor time a confirmed ride, ms', processorMs / figures.confirmed],
      ['most memory, MB', peakMb],
      ['lone ride before, ms', loneOf(before)],
      ['lone ride afterwards, ms', loneOf(after)],
      ['lone rides not confirmed', (before?.notConfirmed ?? 0) + after.notConfirmed],
    ],
  };
}

function threadTable({ figures }: FloodResult, { threads }: StackFigures): Table {
  return { title: 'Where the processor time goes during the flood', ...threadsOf(threads, figures.confirmedPerSecond) };
}
