import { mkdtemp, realpath, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { UsageError } from '../../cli/errors.ts';
import { mulberry32 } from '../../cli/mulberry32.ts';
import { parseOptions } from '../support/parse-options.ts';
import { publish } from '../support/report.ts';
import { runBenchmark } from '../support/run-benchmark.ts';
import { shuffled } from '../support/shuffled.ts';
import { synthesizeStack } from '../support/stack.ts';
import { bundleContents } from './bundle-contents.ts';
import { type BundleFigures, contentsTable, importTable, medianImportMs, targets } from './figures.ts';
import { type Importable, importMs } from './import-time.ts';
import { emptyHandler, stagedBundles } from './staged-bundles.ts';

const command = 'npm run bench:coldstart';

const usage = `Usage: ${command} -- [OPTIONS]

  --runs N   fresh processes for each function; 40 by default
  --json     print the figures as JSON, and write nothing
  --help     print this help

Synthesizes the stack, and measures how long a fresh process takes to import each function's bundle.

Example: ${command} -- --runs 20`;

await runBenchmark({ usage, run }, process.argv.slice(2));

async function run(args: readonly string[], signal: AbortSignal): Promise<void> {
  const options = parseOptions(args, {
    runs: { type: 'string', default: '40' },
    json: { type: 'boolean', default: false },
  });
  const figures = await withTemporaryDirectory((directory) => measure(directory, runsOf(options.runs), signal));
  if (options.json) console.log(JSON.stringify(figures, undefined, 2));
  else report(figures);
}

function runsOf(text: string): number {
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text);
  throw new UsageError('--runs must be a whole number, 1 to 9999.');
}

async function withTemporaryDirectory<Result>(work: (directory: string) => Promise<Result>): Promise<Result> {
  const directory = await realpath(await mkdtemp(path.join(tmpdir(), 'coldstart-')));
  try {
    return await work(directory);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function measure(directory: string, runs: number, signal: AbortSignal): Promise<BundleFigures[]> {
  console.error('synthesizing the stack');
  const assembly = await synthesizeStack({}, path.join(directory, 'assembly'));
  signal.throwIfAborted();
  const bundles = await stagedBundles(assembly, path.join(directory, 'bundles'));
  const times = await importTimes(bundles, runs, signal);
  const contents = await bundleContents(bundles.map(({ name }) => name).filter((name) => name !== emptyHandler));
  return Promise.all(
    bundles.map(async ({ name, file }) => ({
      name,
      bytes: (await stat(file)).size,
      importMs: times.get(name) ?? [],
      parts: contents.get(name) ?? [],
    })),
  );
}

/** In rounds, each in its own order, so that other load on the machine affects all functions alike. */
async function importTimes(
  bundles: readonly Importable[],
  runs: number,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, readonly number[]>> {
  const random = mulberry32(1);
  const times = new Map(bundles.map(({ name }): [string, number[]] => [name, []]));
  for (let round = 1; round <= runs; round += 1) {
    for (const bundle of shuffled(bundles, random)) times.get(bundle.name)?.push(await importMs(bundle, signal));
    if (round % 10 === 0 || round === runs) console.error(`imported each function ${round} of ${runs} times`);
  }
  return times;
}

function report(figures: readonly BundleFigures[]): void {
  publish({
    name: 'coldstart',
    command,
    packages: ['esbuild'],
    tables: [importTable(figures), contentsTable(figures)],
    notes: [
      'From just before `require` to just after it, in a separate process without a compile cache. Only figures of one' +
        ' run are comparable: the processor of a function with 256 MB is much slower than most. The empty handler is' +
        ` Node's own share. Targets: a bundle of ≤ ${targets.kilobytes} KB (of 1000 bytes; api ≤ ${targets.apiKilobytes}), imported in` +
        ` ≤ ${targets.importMs} ms at the median.`,
    ],
    charts: [
      {
        kind: 'bars',
        title: 'Import of a function in a fresh process',
        axis: 'ms, median',
        categories: figures.map(({ name }) => name),
        series: [{ name: 'import', values: figures.map((each) => Math.round(10 * medianImportMs(each)) / 10) }],
      },
    ],
    data: figures,
  });
}
