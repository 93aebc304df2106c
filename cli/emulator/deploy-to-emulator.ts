import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as z from 'zod/mini';
import { CommandError } from '../errors.ts';
import { step } from '../step.ts';
import { apiAddress } from './api-address.ts';
import { emulatorEnvironment } from './emulator-environment.ts';
import { isBootstrapped } from './is-bootstrapped.ts';
import { runChild } from './run-child.ts';

export interface DeployOptions {
  /** An origin from `loopbackEndpoint`. */
  readonly endpoint: string;
  /** The stack's context besides the target. */
  readonly context?: Readonly<Record<string, string>>;
  /** Where the assembly, and the outputs as `outputs.json`, are kept. Default: a temporary directory that is removed. */
  readonly directory?: string;
  readonly signal?: AbortSignal;
  /** The environment to inherit, from which AWS settings are removed. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** The CDK's command line. Default: the project's own. */
  readonly cdk?: string;
}

export interface DeployedStack {
  readonly stackName: string;
  readonly apiUrl: string;
  readonly outputs: Readonly<Record<string, string>>;
}

/** Leaves out what emulators lack, and lets a request set how long branches take. Rules are checked elsewhere. */
const emulatorContext = { target: 'localstack', simulation: 'on', nag: 'off' } as const;

const projectDirectory = path.join(import.meta.dirname, '../..');
const outputsSchema = z.record(z.string(), z.record(z.string(), z.string()));

/** Deploys the stack to an emulator with plain `cdk`, after `cdk bootstrap` if needed. */
export async function deployToEmulator(options: DeployOptions): Promise<DeployedStack> {
  if (options.directory !== undefined) return deploy({ ...options, directory: options.directory });
  const directory = await mkdtemp(path.join(tmpdir(), 'ride-request-deploy-'));
  return deploy({ ...options, directory }).finally(() => rm(directory, { recursive: true, force: true }));
}

async function deploy(options: DeployOptions & { readonly directory: string }): Promise<DeployedStack> {
  const { endpoint, directory, signal } = options;
  const outputsFile = path.join(directory, 'outputs.json');
  if (!(await isBootstrapped(endpoint, signal))) {
    await step('bootstrapping', (show) => cdk(['bootstrap'], options, show));
  }
  await step('deploying the stack', (show) =>
    cdk(['deploy', '--require-approval', 'never', '--outputs-file', outputsFile], options, show),
  );
  return deployedStack(endpoint, outputsFile);
}

function cdk(
  args: readonly string[],
  options: DeployOptions & { readonly directory: string },
  onLine: (line: string) => void,
): Promise<void> {
  const { endpoint, directory, context = {}, signal, environment = process.env, cdk = projectsOwn() } = options;
  const settings = Object.entries({ ...emulatorContext, ...context }).flatMap(([key, value]) => [
    '-c',
    `${key}=${value}`,
  ]);
  const output = ['--output', path.join(directory, 'cdk.out'), '--no-notices', '--progress', 'events'];
  return runChild(process.execPath, [cdk, ...args, ...settings, ...output], {
    what: `\`cdk ${args[0]}\``,
    cwd: projectDirectory,
    env: { ...emulatorEnvironment(endpoint, environment), CDK_DISABLE_VERSION_CHECK: 'true', CI: 'true' },
    onLine,
    ...(signal && { signal }),
  });
}

const projectsOwn = (): string =>
  path.join(path.dirname(createRequire(import.meta.url).resolve('aws-cdk/package.json')), 'bin/cdk');

async function deployedStack(endpoint: string, outputsFile: string): Promise<DeployedStack> {
  const stacks = outputsSchema.parse(JSON.parse(await readFile(outputsFile, 'utf8')));
  for (const [stackName, outputs] of Object.entries(stacks)) {
    if (outputs.ApiUrl) return { stackName, outputs, apiUrl: apiAddress(endpoint, outputs.ApiUrl) };
  }
  throw new CommandError('The stack was deployed, but has no output ApiUrl.');
}
