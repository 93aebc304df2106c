import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type DeployedStack, deployToEmulator } from '../../cli/emulator/deploy-to-emulator.ts';
import { emulatedRegion, onLoopback, withoutAws } from '../../cli/emulator/emulator-environment.ts';
import { runChild } from '../../cli/emulator/run-child.ts';
import { fleetOf } from '../../cli/fleet.ts';
import { howToAsk, howToKeepDrivers } from '../../cli/how-to-ask.ts';
import { seedFleet } from '../../cli/seed-fleet.ts';
import { step } from '../../cli/step.ts';
import type { Template } from '../../local/template.ts';
import type { TargetName } from '../e2e/targets/index.ts';
import { runAdapterTests } from './adapter-tests.ts';
import { type EmulatorProcess, logFile } from './emulator-process.ts';
import { type Report, scenariosOf } from './emulator-report.ts';
import { installFromPyPi, type PythonOptions } from './install-from-pypi.ts';

/** An emulator of AWS that is not this project's, from PyPI. */
export interface ForeignEmulator {
  readonly name: string;
  /** As the end-to-end suite names it. */
  readonly target: TargetName;
  /** Its program, and the file that names its version and those of all that it needs, with their hashes. */
  readonly program: string;
  readonly requirements: string;
  /** What it needs beyond the usual of Python and pip. */
  readonly python?: Pick<PythonOptions, 'oldest' | 'fromSource'>;
  /** Starts the installed program and waits until it is up. */
  start(options: StartOptions): Promise<StartedEmulator>;
  /** Does what its CloudFormation has left undone. */
  repair(deployed: Deployed): Promise<Report['repairs']>;
  /** What is wrong with what it has logged of the suite. */
  readonly findingsIn?: (log: string, stackName: string) => readonly string[];
}

export interface StartOptions {
  /** The installed program. */
  readonly program: string;
  /** Where its log and the code of its functions go. */
  readonly directory: string;
  /** Without AWS and proxies in it. */
  readonly env: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

export interface StartedEmulator extends EmulatorProcess {
  readonly endpoint: string;
}

/** A deployed stack, and what its template wanted. */
export interface Deployed {
  readonly endpoint: string;
  readonly region: string;
  readonly stackName: string;
  readonly template: Template;
}

export interface VerifyOptions {
  /** Leave it all running. */
  readonly keep: boolean;
  readonly signal: AbortSignal;
}

/** Enough to see that the API takes reports; the scenarios bring drivers of their own. */
const drivers = 10;

const projectDirectory = path.join(import.meta.dirname, '../..');

/** Deploys the stack to an emulator, and runs the suite and the adapters' tests there. What it started has ended when it is through or interrupted. */
export async function verifyOnEmulator(emulator: ForeignEmulator, { keep, signal }: VerifyOptions): Promise<Report> {
  const start = performance.now();
  const directory = await mkdtemp(path.join(tmpdir(), `ride-request-${emulator.target}-`));
  // A development issuer of this run's own, whom the stack, the fleet and the suite all take from the environment. A stack
  // that is kept trusts the user's, as the commands do that speak to it afterwards.
  if (!keep) process.env.RIDE_REQUEST_DIRECTORY ??= path.join(directory, 'issuer');
  let started: StartedEmulator | undefined;
  let isKept = false;
  try {
    started = await bringUp(emulator, directory, signal);
    const stack = await deployToEmulator({ endpoint: started.endpoint, directory, signal });
    const repaired = await repair(emulator, started.endpoint, stack, directory);
    const parked = await step(`seeding ${drivers} drivers`, () => seedFleet(stack.apiUrl, fleetOf(drivers)));
    await parked.stop();
    const scenarios = await runSuite(emulator, started.endpoint, directory, signal);
    const findings =
      emulator.findingsIn?.(await readFile(logFile(emulator.name, directory), 'utf8'), stack.stackName) ?? [];
    isKept = keep;
    if (keep) console.log(howToGoOn(emulator, started, stack, directory));
    const seconds = Math.round((performance.now() - start) / 1000);
    const adapters = await runAdapterTests(started.endpoint, { directory, signal });
    const failures = [...scenarios.failures, ...findings, ...adapters.failures];
    const passed = scenarios.passed + adapters.passed;
    const { skipped } = scenarios;
    const version = `${emulator.name} ${await pinnedVersion(emulator)}`;
    return { emulator: version, seconds, repairs: repaired, passed, failed: failures.length, failures, skipped };
  } finally {
    if (isKept) started?.leave();
    else await step('cleaning up', () => cleanUp(started, directory));
  }
}

async function bringUp(emulator: ForeignEmulator, directory: string, signal: AbortSignal): Promise<StartedEmulator> {
  const { name, requirements, python } = emulator;
  const program = await step(`installing ${name}`, (onLine) =>
    installFromPyPi(emulator.program, requirements, {
      directory,
      env: withoutAws(process.env),
      signal,
      onLine,
      ...python,
    }),
  );
  return step(`starting ${name}`, () => emulator.start({ program, directory, env: onLoopback(process.env), signal }));
}

async function repair(
  emulator: ForeignEmulator,
  endpoint: string,
  { stackName }: DeployedStack,
  directory: string,
): Promise<Report['repairs']> {
  const template = JSON.parse(await readFile(path.join(directory, `cdk.out/${stackName}.template.json`), 'utf8'));
  return emulator.repair({ endpoint, region: emulatedRegion, stackName, template });
}

async function runSuite({ target }: ForeignEmulator, endpoint: string, directory: string, signal: AbortSignal) {
  const results = path.join(directory, 'results.json');
  const options = ['--target', target, '--endpoint', endpoint, '--outputs', path.join(directory, 'outputs.json')];
  console.log('\nnpm run test:e2e');
  await runChild(process.execPath, [path.join(projectDirectory, 'test/e2e/run.ts'), ...options, '--json', results], {
    what: 'The end-to-end suite',
    cwd: projectDirectory,
    env: { ...onLoopback(process.env), NO_COLOR: '1' },
    onLine: (line) => console.log(`  ${line}`),
    signal,
  }).catch((error: unknown) => {
    signal.throwIfAborted();
    // Scenarios that failed are told of in the results; without results it is the suite itself that failed.
    if (!existsSync(results)) throw error;
  });
  return scenariosOf(JSON.parse(await readFile(results, 'utf8')));
}

async function cleanUp(started: StartedEmulator | undefined, directory: string): Promise<void> {
  await started?.stop();
  await rm(directory, { recursive: true, force: true, maxRetries: 5 });
}

function howToGoOn(
  { name }: ForeignEmulator,
  { endpoint, pid }: StartedEmulator,
  { apiUrl }: DeployedStack,
  directory: string,
): string {
  return `\n${howToAsk(apiUrl)}\n\n${howToKeepDrivers(apiUrl)}\n\n${name} stays up at ${endpoint}. To end it: kill -- -${pid}; rm -r ${directory}`;
}

async function pinnedVersion({ requirements, program }: ForeignEmulator): Promise<string> {
  const pins = await readFile(requirements, 'utf8');
  return new RegExp(`^${program}==(\\S+)`, 'm').exec(pins)?.[1] ?? 'of unknown version';
}
