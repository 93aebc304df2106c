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
import { talkingNode } from '../support/talking-process.ts';
import { wholeNumber } from '../support/whole-number.ts';
import { type Edit, editsTable, stepsIn } from './figures.ts';

const command = 'npm run bench:reload';

const usage = `Usage: ${command} -- [OPTIONS]

  --edits N   how often a tariff is edited; 10 by default
  --json      print the figures as JSON, and write nothing
  --help      print this help

Runs \`npm run dev\` on a copy of the project, edits core/tariffs.ts there, which is part of two functions, and measures how
long it takes until the edit is live and until the next fare has it.

Example: ${command} -- --edits 20`;

const root = path.join(import.meta.dirname, '../..');

/** Folders that the stack does not need. */
const leftOut = new Set(['node_modules', '.git', 'test', 'bench', 'dist', 'cdk.out', 'coverage']);

const tariffs = 'core/tariffs.ts';
const usual = 'baseMinor: 220,';
const dear = 'baseMinor: 1_000_220,';

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

async function editAll(directory: string, times: number, signal: AbortSignal): Promise<Edit[]> {
  console.error('starting the stack');
  // The copy accepts tokens that are signed here.
  const { RIDE_REQUEST_DIRECTORY = path.join(root, '.ride-request') } = process.env;
  const { child, said, printed, exited } = talkingNode(['cli/ride-request.js', 'start', '--watch', '--port', '0'], {
    cwd: directory,
    environment: { RIDE_REQUEST_DIRECTORY },
  });
  const end = () => child.kill('SIGINT');
  signal.addEventListener('abort', end);
  try {
    const [, apiUrl = ''] = /The API is at (\S+)/.exec(await said(/Ctrl-C stops/)) ?? [];
    const rider = createClient({ baseUrl: apiUrl, token: () => tokenOf('rider', defaultRider) });
    const text = await readFile(path.join(directory, tariffs), 'utf8');
    const edits: Edit[] = [];
    while (edits.length < times) {
      const isDear = edits.length % 2 === 0;
      const before = printed();
      const begunAt = performance.now();
      await writeFile(path.join(directory, tariffs), isDear ? text.replace(usual, dear) : text);
      const steps = stepsIn(await said(/Reloaded .*\n|stays live|changes no code/, before));
      const live = performance.now() - begunAt;
      if ((await fareIn(rider)) > 1_000_000 !== isDear) throw new Error('The next fare does not reflect the edit.');
      const edit = { ...steps, live, answered: performance.now() - begunAt };
      edits.push(edit);
      console.error(
        `edit ${edits.length}: live after ${Math.round(live)} ms, in a fare after ${Math.round(edit.answered)} ms`,
      );
    }
    return edits;
  } finally {
    end();
    await exited;
  }
}

/** In minor units. The branches answer at once: their usual delays have nothing to do with the edit. */
async function fareIn(rider: RideClient): Promise<number> {
  const simulate = Object.fromEntries(Object.keys(branches).map((branch) => [branch, { delayMs: 0 }]));
  const ride = await rider.requestRide({ ...firstRide, simulate }, { flow: 'parallel', waitSeconds: 25 });
  await rider.cancelRide(ride.rideId);
  if (!ride.outcome) throw new Error(`The ride was ${ride.status}.`);
  return ride.outcome.fare.amountMinor;
}

function report(edits: readonly Edit[]): void {
  publish({
    name: 'reload',
    command,
    packages: ['esbuild', 'typescript'],
    tables: [editsTable(edits)],
    notes: [
      '`npm run dev` with its moving fleet; the file is in two functions, `pricing` and `sequential-ride`. The first edit is made as soon as the stack is up, and counts in the other columns, too. The next fare: that of a ride requested when the edit is live, whose branches answer at once.',
    ],
    data: edits,
  });
}
