import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { UsageError } from '../../cli/errors.ts';
import { type Product, productSchema } from '../../core/products.ts';
import { parseOptions } from '../support/parse-options.ts';
import { publish } from '../support/report.ts';
import { runBenchmark } from '../support/run-benchmark.ts';
import { synthesizeStack } from '../support/stack.ts';
import { markdownOf, type Table } from '../support/table.ts';
import { wholeNumber } from '../support/whole-number.ts';
import { longestWaitSeconds, runCrowd } from './crowd.ts';
import type { Figures } from './figures.ts';
import { crowdOf, type Shape, shapes } from './shapes.ts';

const names = Object.keys(shapes);
const products = productSchema.options;

const usage = `Usage: npm run bench:crowd -- [OPTIONS]

  --shape NAME      ${names.join(', ')}; all of them by default
  --seeds LIST      seeds for where crowds, riders and drivers are; 1,2,3,4,5 by default
  --wait SECONDS    how long each rider waits for the outcome; ${longestWaitSeconds} by default, 0: not at all
  --json            print the figures as JSON, and write no files

Changes to that shape, or to "${names[0]}" where none is named:

  --riders N        how many request a ride
  --drivers N       how many are on shift
  --radius METERS   how far from one place they are at most; 0: all at one point
  --border          that place is a corner of cells of the index, with drivers on two sides of a border
  --over SECONDS    the time within which riders arrive; 0: all at once
  --products LIST   products that riders request and drivers have, in turn: some of ${products.join(',')}
  --stale PERCENT   how many of the drivers have not reported lately

Sends crowds of riders to stacks on the embedded cloud and reports the outcomes. Without options it takes a quarter of
an hour, and writes a report. Exit code: 1 when a rider has no driver though one was free, a driver has two rides,
a stale driver has any, a driver is not freed, or a function timed out.

Example: npm run bench:crowd -- --riders 60 --drivers 60 --radius 200 --seeds 1,2`;

interface Run extends Figures {
  readonly crowd: string;
  readonly seed: number;
}

await runBenchmark({ usage, run }, process.argv.slice(2));

async function run(args: readonly string[], signal: AbortSignal): Promise<void> {
  const text = { type: 'string' } as const;
  const options = parseOptions(args, {
    ...{ shape: text, riders: text, drivers: text, radius: text, over: text, products: text, stale: text },
    ...{ border: { type: 'boolean' }, json: { type: 'boolean' } },
    seeds: { ...text, default: '1,2,3,4,5' },
    wait: { ...text, default: String(longestWaitSeconds) },
  });
  const told = {
    ...numberIn(options, 'riders', 1, 5_000),
    ...numberIn(options, 'drivers', 0, 50_000),
    ...numberIn(options, 'radius', 0, 50_000),
    ...numberIn(options, 'over', 0, 3_600),
    ...numberIn(options, 'stale', 0, 100),
    ...(options.border && { border: true }),
    ...(options.products !== undefined && { products: options.products.split(',').map(productOf) }),
  };
  const isTold = Object.keys(told).length > 0;
  const crowds = (options.shape === undefined ? names.slice(0, isTold ? 1 : undefined) : [options.shape]).map(
    (name) => [isTold ? `${name} ${JSON.stringify(told)}` : name, { ...shapeOf(name), ...told }] as const,
  );
  const seeds = options.seeds.split(',').map((seed) => wholeNumber(seed, '--seeds', 0, 999_999));
  const runs = await allRuns(crowds, seeds, wholeNumber(options.wait, '--wait', 0, longestWaitSeconds), signal);
  if (options.json) console.log(JSON.stringify(runs, undefined, 2));
  else if (args.length > 0) console.log(`\n${markdownOf(tableOf(runs))}`);
  else publishAll(runs);
  if (runs.some(({ broken }) => broken.length > 0)) process.exitCode = 1;
}

function numberIn<Name extends string>(
  options: Partial<Record<Name, string>>,
  name: Name,
  least: number,
  most: number,
) {
  const text = options[name];
  return text === undefined ? {} : { [name]: wholeNumber(text, `--${name}`, least, most) };
}

function shapeOf(name: string): Shape {
  const shape = Object.hasOwn(shapes, name) ? shapes[name] : undefined;
  if (shape === undefined) throw new UsageError(`--shape must be one of ${names.join(', ')}.`);
  return shape;
}

function productOf(text: string): Product {
  const product = products.find((each) => each === text);
  if (product === undefined) throw new UsageError(`--products must be some of ${products.join(',')}.`);
  return product;
}

/** Each crowd has its own stack: nothing remains of the one before. */
async function allRuns(
  crowds: readonly (readonly [name: string, shape: Shape])[],
  seeds: readonly number[],
  waitSeconds: number,
  signal: AbortSignal,
): Promise<Run[]> {
  const runs: Run[] = [];
  const directory = await realpath(await mkdtemp(path.join(tmpdir(), 'crowd-')));
  try {
    const assemblyDirectory = await synthesizeStack({}, directory);
    for (const [crowd, shape] of crowds) {
      for (const seed of seeds) {
        signal.throwIfAborted();
        const figures = await runCrowd(assemblyDirectory, crowdOf(shape, seed), waitSeconds, signal);
        runs.push({ crowd, seed, ...figures });
        console.error([`${crowd}, seed ${seed}: ${figures.confirmed} confirmed`, ...figures.broken].join('; '));
      }
    }
    return runs;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

function tableOf(runs: readonly Run[]): Table {
  return {
    title: 'Crowds',
    columns: [
      ...['crowd', 'seed', 'confirmed', 'refused', 'expired', 'neither', 'calls a ride', 'leaked leases', 'timed out'],
      ...['seconds', 'answered p50 ms', 'what should not be'],
    ],
    rows: runs.map((each) => [
      ...[each.crowd, each.seed, each.confirmed, each.refused, each.expired, each.neither, each.callsPerRide],
      ...[each.leaked, each.timedOut, each.seconds, each.answeredP50Ms, each.broken.join('; ') || 'nothing'],
    ]),
  };
}

function publishAll(runs: readonly Run[]): void {
  publish({
    name: 'crowd',
    command: 'npm run bench:crowd',
    packages: ['fauxqs', 'dynalite', '@aws-sdk/client-dynamodb'],
    tables: [tableOf(runs)],
    notes: [
      '200 riders wait for the outcome, each crowd on its own stack; branches have their usual delays. `point`: 200 drivers, all at one point. `border`: at a corner of cells of the index, with drivers in two cells. `products`: half of riders and drivers have another product. `stale`: 200 more drivers, which have not reported for ten minutes. `arriving`: riders arrive over 5 s. `city`: riders and 500 drivers within 6 km.',
      'A call is a request of driver-matching to DynamoDB. Leaked: drivers leased or held in the end without a confirmed ride of theirs. Timed out: invocations of any function. Seconds: from the first request until the last ride has ended.',
    ],
    data: runs,
  });
}
