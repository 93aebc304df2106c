import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { SynthesisError } from './errors.ts';
import { killGroup } from './kill-group.ts';
import { makeTemporaryDirectory, removeTemporaryDirectory } from './temporary-directory.ts';

export interface SynthesisOptions {
  /** The directory with cdk.json. */
  projectDirectory: string;
  /** Merged over cdk.json's context. */
  context?: Record<string, unknown>;
  /** Default: a new temporary directory, removed when a cloud that was started from it stops. */
  outputDirectory?: string;
  /** Ends the app, and all processes that it has started. */
  signal?: AbortSignal;
}

/**
 * Runs the app command of cdk.json as the CDK CLI would, without the CLI, and resolves to the assembly's directory.
 * Throws SynthesisError with the app's stderr, or the signal's reason when the signal ended it.
 */
export async function synthesize(options: SynthesisOptions): Promise<string> {
  const { app, context = {} } = JSON.parse(await readFile(join(options.projectDirectory, 'cdk.json'), 'utf8'));
  const directory = options.outputDirectory ?? (await makeTemporaryDirectory('cloud-assembly'));
  try {
    await runApp(app, options, {
      CDK_OUTDIR: directory,
      CDK_CONTEXT_JSON: JSON.stringify({ ...context, ...options.context }),
      // Running the template finds more than CDK's own validation, which takes a second.
      CDK_VALIDATION: 'false',
    });
  } catch (error) {
    await removeTemporaryDirectory(directory);
    throw error;
  }
  return directory;
}

async function runApp(
  command: string,
  { projectDirectory: cwd, signal }: SynthesisOptions,
  variables: Record<string, string>,
): Promise<void> {
  signal?.throwIfAborted();
  const path = [join(cwd, 'node_modules', '.bin'), process.env.PATH].join(delimiter);
  const child = spawn(command, {
    cwd,
    shell: true,
    env: { ...process.env, PATH: path, ...variables },
    stdio: ['ignore', 'ignore', 'pipe'],
    // Its own process group, so that all of it can be ended, and signals to the parent's group do not reach it.
    detached: signal !== undefined,
  });
  const end = () => killGroup(child.pid, 'SIGKILL');
  signal?.addEventListener('abort', end);
  const closed = Promise.all([text(child.stderr), once(child, 'close')]);
  const [stderr, [code, killedBy]] = await closed.finally(() => signal?.removeEventListener('abort', end));
  signal?.throwIfAborted();
  if (code !== 0)
    throw new SynthesisError(command, code === null ? `signal ${killedBy}` : `exit status ${code}`, stderr);
}
