import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { embeddedContext } from '../../cli/embedded-context.ts';
import { onLoopback } from '../../cli/emulator/emulator-environment.ts';
import { runChild } from '../../cli/emulator/run-child.ts';
import { CommandError } from '../../cli/errors.ts';
import { step } from '../../cli/step.ts';
import { startCloud, synthesize } from '../../local/index.ts';
import { installFromPyPi } from '../support/install-from-pypi.ts';
import { type Pass, passesOn } from './passes.ts';

export interface VerifyOptions {
  /** All passes together. */
  readonly seconds: number;
  readonly seed: number;
  readonly signal: AbortSignal;
}

/** What came of the passes. */
export interface Report {
  readonly passed: number;
  readonly failed: number;
  /** The names of the passes that failed. */
  readonly failures: readonly string[];
}

/** What has to hold of every answer. The last three are of the description, too. */
const checks = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_headers_conformance',
  'response_schema_conformance',
];

/** Longer than the API ever takes. */
const requestTimeoutSeconds = 35;

const projectDirectory = path.join(import.meta.dirname, '../..');

/** Has Schemathesis call the stack on the embedded cloud. What it started has ended when it is through or interrupted. */
export async function verify({ seconds, seed, signal }: VerifyOptions): Promise<Report> {
  const directory = await mkdtemp(path.join(tmpdir(), 'ride-request-schemathesis-'));
  // A development issuer of this run's own, whom the stack and the callers take from the environment.
  process.env.RIDE_REQUEST_DIRECTORY ??= path.join(directory, 'issuer');
  try {
    const program = await step('installing Schemathesis', (onLine) =>
      installFromPyPi('schemathesis', path.join(import.meta.dirname, 'requirements.txt'), {
        directory,
        env: process.env as Record<string, string>,
        signal,
        onLine,
      }),
    );
    const outputDirectory = path.join(directory, 'assembly');
    await step('synthesizing the stack', () =>
      synthesize({ projectDirectory, context: embeddedContext, outputDirectory }),
    );
    const cloud = await step('starting the embedded cloud', () => startCloud({ assemblyDirectory: outputDirectory }));
    try {
      const passes = await passesOn(cloud.apiUrl);
      const called = {
        program,
        directory,
        apiUrl: cloud.apiUrl,
        seconds: Math.ceil(seconds / passes.length),
        seed,
        signal,
      };
      const failures: string[] = [];
      for (const pass of passes) {
        if (!(await holds(called, pass))) failures.push(pass.name);
        else if (!(await pass.hadEffect())) failures.push(`${pass.name}: every call was refused`);
      }
      return { passed: passes.length - failures.length, failed: failures.length, failures };
    } finally {
      await step('stopping', () => cloud.stop());
    }
  } finally {
    await rm(directory, { recursive: true, force: true, maxRetries: 5 });
  }
}

interface Called {
  readonly program: string;
  readonly directory: string;
  readonly apiUrl: string;
  /** Of one pass. */
  readonly seconds: number;
  readonly seed: number;
  readonly signal: AbortSignal;
}

/** Whether all checks hold of the answers in one pass. */
async function holds({ program, directory, apiUrl, seconds, seed, signal }: Called, pass: Pass): Promise<boolean> {
  const config = path.join(directory, 'schemathesis.toml');
  await writeFile(config, configOf(pass));
  const options = [
    ...['--url', apiUrl.replace(/\/$/, '')],
    ...['--checks', checks.join(',')],
    ...['--max-time', String(seconds)],
    ...['--seed', String(seed)],
    ...['--request-timeout', String(requestTimeoutSeconds)],
    ...['--generation-database', 'none'],
    ...['--warnings', 'off'],
    '--continue-on-failure',
  ];
  const description = path.join(projectDirectory, 'docs/reference/openapi.yaml');
  console.log(`\n${pass.name}, for ${seconds} s`);
  try {
    await runChild(program, ['--config-file', config, '--no-color', 'run', description, ...options], {
      what: 'Schemathesis',
      cwd: directory,
      env: { ...onLoopback(process.env), COLUMNS: '140' },
      onLine: (line) => console.log(`  ${line}`),
      signal,
    });
    return true;
  } catch (error) {
    if (error instanceof CommandError && /exit code 1:/.test(error.message)) return false;
    throw error;
  }
}

/** The token is in a file, for this user alone, and not on the command line, where every user would see it. */
function configOf({ token, parameters }: Pass): string {
  const values = Object.entries(parameters).map(([name, value]) => `"path.${name}" = ${JSON.stringify(value)}`);
  return [`headers = { Authorization = ${JSON.stringify(`Bearer ${token}`)} }`, '[parameters]', ...values, ''].join(
    '\n',
  );
}
