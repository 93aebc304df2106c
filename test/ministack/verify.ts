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
import { type Ministack, startMinistack } from './ministack-process.ts';
import { installMinistack } from './python.ts';
import { repairs } from './repairs.ts';
import { type Report, scenariosOf } from './report.ts';

export interface VerifyOptions {
  /** Leave it all running. */
  readonly keep: boolean;
  readonly signal: AbortSignal;
}

/** Enough to see that the API takes reports; the scenarios bring drivers of their own. */
const drivers = 10;

const projectDirectory = path.join(import.meta.dirname, '../..');

/** Deploys the stack to MiniStack and runs the suite there. What it started has ended when it is through or interrupted. */
export async function verify({ keep, signal }: VerifyOptions): Promise<Report> {
  const start = performance.now();
  const directory = await mkdtemp(path.join(tmpdir(), 'ride-request-ministack-'));
  // A development issuer of this run's own, whom the stack, the fleet and the suite all take from the environment. A stack
  // that is kept trusts the user's, as the commands do that speak to it afterwards.
  if (!keep) process.env.RIDE_REQUEST_DIRECTORY ??= path.join(directory, 'issuer');
  let ministack: Ministack | undefined;
  let isKept = false;
  try {
    ministack = await bringUp(directory, signal);
    const stack = await deployToEmulator({ endpoint: ministack.endpoint, directory, signal });
    const repaired = await repair(ministack.endpoint, stack, directory);
    const parked = await step(`seeding ${drivers} drivers`, () => seedFleet(stack.apiUrl, fleetOf(drivers)));
    await parked.stop();
    const scenarios = await runSuite(ministack.endpoint, directory, signal);
    isKept = keep;
    if (keep) console.log(howToGoOn(ministack, stack, directory));
    const seconds = Math.round((performance.now() - start) / 1000);
    return { emulator: await pinnedVersion(), seconds, repairs: repaired, ...scenarios };
  } finally {
    if (isKept) ministack?.leave();
    else await step('cleaning up', () => cleanUp(ministack, directory));
  }
}

async function bringUp(directory: string, signal: AbortSignal): Promise<Ministack> {
  const program = await step('installing MiniStack', (onLine) =>
    installMinistack({ directory, env: withoutAws(process.env), signal, onLine }),
  );
  return step('starting MiniStack', () => startMinistack({ program, directory, env: onLoopback(process.env), signal }));
}

async function repair(endpoint: string, { stackName }: DeployedStack, directory: string): Promise<Report['repairs']> {
  const template = JSON.parse(await readFile(path.join(directory, `cdk.out/${stackName}.template.json`), 'utf8'));
  const deployed = { endpoint, region: emulatedRegion, stackName, template };
  return step('repairing what its CloudFormation left undone', () =>
    Promise.all(repairs.map(async ({ what, reason, mend }) => ({ what, reason, count: await mend(deployed) }))),
  );
}

async function runSuite(endpoint: string, directory: string, signal: AbortSignal) {
  const results = path.join(directory, 'results.json');
  const options = ['--target', 'ministack', '--endpoint', endpoint, '--outputs', path.join(directory, 'outputs.json')];
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

async function cleanUp(ministack: Ministack | undefined, directory: string): Promise<void> {
  await ministack?.stop();
  await rm(directory, { recursive: true, force: true, maxRetries: 5 });
}

function howToGoOn({ endpoint, pid }: Ministack, { apiUrl }: DeployedStack, directory: string): string {
  return `\n${howToAsk(apiUrl)}\n\n${howToKeepDrivers(apiUrl)}\n\nMiniStack stays up at ${endpoint}. To end it: kill -- -${pid}; rm -r ${directory}`;
}

async function pinnedVersion(): Promise<string> {
  const pins = await readFile(path.join(import.meta.dirname, 'requirements.txt'), 'utf8');
  return `MiniStack ${/^ministack==(\S+)/m.exec(pins)?.[1]}`;
}
