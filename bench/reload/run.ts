import { cp, mkdtemp, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { tokenOf } from '../../cli/callers.ts';
import { defaultRider } from '../../cli/defaults.ts';
import { firstRide } from '../../cli/how-to-ask.ts';
import { createClient, type RideClient } from '../../client/index.ts';
import { branches } from '../../core/branches.ts';
import { parseOptions } from '../support/parse-options.ts';
import { publish } from '../support/report.ts';
import { runBenchmark } from '../support/run-benchmark.ts';
import { type TalkingProcess, talkingNode } from '../support/talking-process.ts';
import { wholeNumber } from '../support/whole-number.ts';
import { type Edit, editsTable, stepsIn } from './figures.ts';

const command = 'npm run bench:reload';

const usage = `Usage: ${command} -- [OPTIONS]

  --edits N   how often each file is edited; 10 by default
  --json      print the figures as JSON, and write nothing
  --help      print this help

Runs \`npm run dev\` on a copy of the project, edits core/tariffs.ts there, which is part of two functions, then
adapters/clients.ts, which is part of twelve, and measures how long it takes until an edit is live and until the next ride
has been answered with it.

Example: ${command} -- --edits 20`;

const root = path.join(import.meta.dirname, '../..');

/** Folders that the stack does not need. */
const leftOut = new Set(['node_modules', '.git', 'test', 'bench', 'dist', 'cdk.out', 'coverage']);

/** What is edited: a text and what it becomes, and back again; and whether a fare shows it. */
const sources = [
  { file: 'core/tariffs.ts', from: 'baseMinor: 220,', to: 'baseMinor: 1_000_220,', isInFare: true },
  { file: 'adapters/clients.ts', from: 'requestTimeoutMs: 2_000', to: 'requestTimeoutMs: 2_001', isInFare: false },
] as const;

await runBenchmark({ usage, run }, process.argv.slice(2));

async function run(args: readonly string[], signal: AbortSignal): Promise<void> {
  const options = parseOptions(args, {
    edits: { type: 'string', default: '10' },
    json: { type: 'boolean', default: false },
  });
  const times = wholeNumber(options.edits, '--edits', 1, 1_000);
  const directory = await realpath(await mkdtemp(path.join(tmpdir(), 'reload-')));
  try {
    await cp(root, directory, {
      recursive: true,
      preserveTimestamps: true,
      filter: (source) => !leftOut.has(path.relative(root, source)),
    });
    await symlink(path.join(root, 'node_modules'), path.join(directory, 'node_modules'));
    const edits = await editAll(directory, times, signal);
    if (options.json) console.log(JSON.stringify(edits, undefined, 2));
    else report(edits);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** The edits of each file. */
type Edits = Readonly<Record<string, readonly Edit[]>>;

async function editAll(directory: string, times: number, signal: AbortSignal): Promise<Edits> {
  console.error('starting the stack');
  // The copy accepts tokens that are signed here.
  const RIDE_REQUEST_DIRECTORY = process.env.RIDE_REQUEST_DIRECTORY || path.join(root, '.ride-request');
  const start = talkingNode(['cli/ride-request.js', 'start', '--watch', '--port', '0'], {
    cwd: directory,
    environment: { RIDE_REQUEST_DIRECTORY },
  });
  const end = () => start.child.kill('SIGINT');
  signal.addEventListener('abort', end);
  try {
    const [, apiUrl = ''] = /The API is at (\S+)/.exec(await start.said(/Ctrl-C stops/)) ?? [];
    const rider = createClient({ baseUrl: apiUrl, token: () => tokenOf('rider', defaultRider) });
    const edits: Record<string, Edit[]> = {};
    for (const source of sources) edits[source.file] = await editOne(source, directory, times, start, rider);
    return edits;
  } finally {
    end();
    await start.exited;
  }
}

async function editOne(
  { file, from, to, isInFare }: (typeof sources)[number],
  directory: string,
  times: number,
  { said, printed }: Pick<TalkingProcess, 'said' | 'printed'>,
  rider: RideClient,
): Promise<Edit[]> {
  const text = await readFile(path.join(directory, file), 'utf8');
  if (!text.includes(from)) throw new Error(`${file} has no ${from}`);
  const edits: Edit[] = [];
  const write = async (content: string) => {
    const before = printed();
    await writeFile(path.join(directory, file), content);
    return said(/Reloaded .*\n|stays live|changes no code/, before);
  };
  while (edits.length < times) {
    const isChanged = edits.length % 2 === 0;
    const begunAt = performance.now();
    const steps = stepsIn(await write(isChanged ? text.replace(from, to) : text));
    const live = performance.now() - begunAt;
    const isDear = (await fareIn(rider)) > 1_000_000;
    if (isDear !== (isInFare && isChanged)) throw new Error('The next fare does not reflect the edit.');
    const edit = { ...steps, live, answered: performance.now() - begunAt };
    edits.push(edit);
    console.error(
      `${file}, edit ${edits.length}: live after ${Math.round(live)} ms, in a ride after ${Math.round(edit.answered)} ms`,
    );
  }
  // The next file's rides are to have the usual fare.
  if (times % 2 === 1) await write(text);
  return edits;
}

/** In minor units. The branches answer at once: their usual delays have nothing to do with the edit. */
async function fareIn(rider: RideClient): Promise<number> {
  const simulate = Object.fromEntries(Object.keys(branches).map((branch) => [branch, { delayMs: 0 }]));
  const ride = await rider.requestRide({ ...firstRide, simulate }, { flow: 'parallel', waitSeconds: 25 });
  await rider.cancelRide(ride.rideId);
  if (!ride.outcome) throw new Error(`The ride was ${ride.status}.`);
  return ride.outcome.fare.amountMinor;
}

function report(edits: Edits): void {
  publish({
    name: 'reload',
    command,
    packages: ['esbuild', 'typescript'],
    tables: Object.entries(edits).map(([file, each]) => editsTable(file, each)),
    notes: [
      '`npm run dev` with its moving fleet. core/tariffs.ts is in two functions, `pricing` and `sequential-ride`; adapters/clients.ts is in twelve of thirteen. The first edit of core/tariffs.ts is made as soon as the stack is up, and counts in the other columns, too. The next ride: requested when the edit is live, its branches answer at once.',
    ],
    data: edits,
  });
}
