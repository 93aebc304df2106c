import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onLoopback, withoutAws } from '../../cli/emulator/emulator-environment.ts';
import { runChild } from '../../cli/emulator/run-child.ts';
import { step } from '../../cli/step.ts';
import { type EmulatorProcess, freePort, startEmulator, untilAnswers } from '../support/emulator-process.ts';
import { installFromPyPi } from '../support/install-from-pypi.ts';
import { servedVariable } from '../support/served-emulator.ts';

/** What came of the tests. */
export interface Report {
  readonly emulator: string;
  readonly passed: number;
  readonly failed: number;
  /** The names of the tests that failed, of the files that could not be run, and of known gaps that are none any more. */
  readonly failures: readonly string[];
  /** The names of the tests that failed for what moto is known to do otherwise. */
  readonly knownGaps: readonly string[];
}

/** Whose calls of DynamoDB, SQS and SNS are to be understood everywhere. */
const tests = [
  'test/adapters/answer-store.test.ts',
  'test/adapters/demand-store.test.ts',
  'test/adapters/driver-store.test.ts',
  'test/adapters/load-store.test.ts',
  'test/adapters/quota-store.test.ts',
  'test/adapters/receipt-store.test.ts',
  'test/adapters/ride-store.test.ts',
  'test/adapters/webhook/webhook-places.test.ts',
  'test/functions/aggregator.test.ts',
  'test/functions/branches.test.ts',
];

/**
 * moto returns of what was updated only what has changed, so that an answer which is in the ride already is not told again.
 * AWS documents neither. A branch that is not told sends its answer to the aggregator as a message, which does no harm.
 */
const knownGaps = [
  'answers of branches, in DynamoDB are the first of each branch',
  'answers of branches, in DynamoDB keep one of many of the same branch, the same for all',
  'answers of branches, in DynamoDB can be found again by their branch',
  'answers of branches, in DynamoDB are kept of a branch that the ride does not expect',
  'answers of branches, in DynamoDB find nobody pending once the ride was decided: so they know that they are late',
  'what a branch does besides answering driver-matching gives the gather the drivers back whom the ride did not take, however often the message comes',
];

const requirements = path.join(import.meta.dirname, 'requirements.txt');
const projectDirectory = path.join(import.meta.dirname, '../..');

/** Runs the tests of the adapters on moto. What it started has ended when it is through or interrupted. */
export async function verify(signal: AbortSignal): Promise<Report> {
  const directory = await mkdtemp(path.join(tmpdir(), 'ride-request-moto-'));
  let moto: EmulatorProcess | undefined;
  try {
    const python = await step('installing moto', (onLine) =>
      installFromPyPi('python', requirements, { directory, env: withoutAws(process.env), signal, onLine }),
    );
    const port = await freePort();
    const endpoint = `http://127.0.0.1:${port}`;
    moto = await step('starting moto', () =>
      startEmulator({
        name: 'moto',
        program: python,
        arguments: [path.join(import.meta.dirname, 'serve.py'), String(port)],
        directory,
        env: onLoopback(process.env),
        untilUp: (remedy) => untilAnswers(endpoint, remedy, signal),
      }),
    );
    return await runTests(endpoint, directory, signal);
  } finally {
    await step('cleaning up', async () => {
      await moto?.stop();
      await rm(directory, { recursive: true, force: true, maxRetries: 5 });
    });
  }
}

/** One file after the other: they share the emulator's tables. */
async function runTests(endpoint: string, directory: string, signal: AbortSignal): Promise<Report> {
  const results = path.join(directory, 'results.json');
  const vitest = path.join(projectDirectory, 'node_modules/vitest/vitest.mjs');
  await runChild(process.execPath, [vitest, 'run', '--project=unit', '--no-file-parallelism', ...tests], {
    what: 'The tests',
    cwd: projectDirectory,
    env: { ...onLoopback(process.env), NO_COLOR: '1', TEST_RESULTS: results, [servedVariable]: endpoint },
    onLine: (line) => console.log(`  ${line}`),
    signal,
  }).catch((error: unknown) => {
    signal.throwIfAborted();
    // Tests that failed are told of in the results; without results they could not be run.
    if (!existsSync(results)) throw error;
  });
  return reportOf(JSON.parse(await readFile(results, 'utf8')), await pinnedVersion());
}

/** Of what vitest writes about a run. */
interface Results {
  readonly numPassedTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}

/** @param gaps names of tests that are known to fail */
export function reportOf(
  { numPassedTests, testResults }: Results,
  emulator: string,
  gaps: readonly string[] = knownGaps,
): Report {
  const failed = testResults.flatMap(({ assertionResults }) =>
    assertionResults.filter(hasFailed).map(({ fullName }) => fullName),
  );
  // Of a file that could not be set up no test is told to have failed.
  const broken = testResults
    .filter(({ status, assertionResults }) => status === 'failed' && !assertionResults.some(hasFailed))
    .map(({ name }) => path.relative(projectDirectory, name));
  const closed = gaps.filter((gap) => !failed.includes(gap)).map((gap) => `no gap any more: ${gap}`);
  const failures = [...failed.filter((name) => !gaps.includes(name)), ...broken, ...closed];
  return {
    emulator,
    passed: numPassedTests,
    failed: failures.length,
    failures,
    knownGaps: failed.filter((name) => gaps.includes(name)),
  };
}

const hasFailed = ({ status }: { readonly status: string }): boolean => status === 'failed';

async function pinnedVersion(): Promise<string> {
  return `moto ${/^moto==(\S+)/m.exec(await readFile(requirements, 'utf8'))?.[1]}`;
}
