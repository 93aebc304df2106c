import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { SynthesisError } from './errors.ts';

export interface SynthesisOptions {
  /** Where cdk.json is. */
  projectDirectory: string;
  /** Merged over cdk.json's context. */
  context?: Record<string, unknown>;
  /** Default: a fresh temporary directory, removed when a cloud that was started from it stops. */
  outputDirectory?: string;
}

/** The directories made here, which are nobody's but ours to remove. */
const temporaryAssemblies = new Set<string>();

/**
 * Runs the app command of cdk.json as the CDK CLI would, without the CLI, and resolves to the assembly's directory.
 * Throws SynthesisError, which carries what the app wrote to stderr.
 */
export async function synthesize(options: SynthesisOptions): Promise<string> {
  const { app, context = {} } = JSON.parse(await readFile(join(options.projectDirectory, 'cdk.json'), 'utf8'));
  const directory = options.outputDirectory ?? (await temporaryAssembly());
  try {
    await runApp(app, options.projectDirectory, {
      CDK_OUTDIR: directory,
      CDK_CONTEXT_JSON: JSON.stringify({ ...context, ...options.context }),
      // The template is about to be run, which finds more than CDK's own checks of it, and these take a second.
      CDK_VALIDATION: 'false',
    });
  } catch (error) {
    await discardTemporaryAssembly(directory);
    throw error;
  }
  return directory;
}

/** Removes an assembly that `synthesize` put into a temporary directory; leaves any other alone. */
export async function discardTemporaryAssembly(directory: string): Promise<void> {
  if (temporaryAssemblies.delete(directory)) await rm(directory, { recursive: true, force: true });
}

async function temporaryAssembly(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'cloud-assembly-'));
  temporaryAssemblies.add(directory);
  return directory;
}

async function runApp(command: string, cwd: string, variables: Record<string, string>): Promise<void> {
  const path = [join(cwd, 'node_modules', '.bin'), process.env.PATH].join(delimiter);
  const child = spawn(command, {
    cwd,
    shell: true,
    env: { ...process.env, PATH: path, ...variables },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const [stderr, [code, signal]] = await Promise.all([text(child.stderr), once(child, 'close')]);
  if (code !== 0) throw new SynthesisError(command, code === null ? `signal ${signal}` : `exit status ${code}`, stderr);
}
