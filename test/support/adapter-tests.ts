import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { onLoopback } from '../../cli/emulator/emulator-environment.ts';
import { runChild } from '../../cli/emulator/run-child.ts';
import { servedVariable } from './served-emulator.ts';

/** What came of the adapters' tests on an emulator. */
export interface AdapterReport {
  readonly passed: number;
  readonly failed: number;
  /** The names of the tests that failed, and of the files that could not be run. */
  readonly failures: readonly string[];
}

export interface AdapterTestOptions {
  /** Where results are left. */
  readonly directory: string;
  readonly signal: AbortSignal;
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

const projectDirectory = path.join(import.meta.dirname, '../..');

/** Runs them on the emulator at `endpoint`, one file after the other: they share its tables. */
export async function runAdapterTests(
  endpoint: string,
  { directory, signal }: AdapterTestOptions,
): Promise<AdapterReport> {
  const results = path.join(directory, 'adapter-results.json');
  const vitest = path.join(projectDirectory, 'node_modules/vitest/vitest.mjs');
  await runChild(process.execPath, [vitest, 'run', '--project=unit', '--no-file-parallelism', ...tests], {
    what: "The adapters' tests",
    cwd: projectDirectory,
    env: { ...onLoopback(process.env), NO_COLOR: '1', TEST_RESULTS: results, [servedVariable]: endpoint },
    onLine: (line) => console.log(`  ${line}`),
    signal,
  }).catch((error: unknown) => {
    signal.throwIfAborted();
    // Tests that failed are told of in the results; without results they could not be run.
    if (!existsSync(results)) throw error;
  });
  return adapterReportOf(JSON.parse(await readFile(results, 'utf8')));
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

export function adapterReportOf({ numPassedTests, testResults }: Results): AdapterReport {
  const failed = testResults.flatMap(({ assertionResults }) =>
    assertionResults.filter(hasFailed).map(({ fullName }) => fullName),
  );
  // Of a file that could not be set up no test is told to have failed.
  const broken = testResults
    .filter(({ status, assertionResults }) => status === 'failed' && !assertionResults.some(hasFailed))
    .map(({ name }) => path.relative(projectDirectory, name));
  const failures = [...failed, ...broken];
  return { passed: numPassedTests, failed: failures.length, failures };
}

const hasFailed = ({ status }: { readonly status: string }): boolean => status === 'failed';
