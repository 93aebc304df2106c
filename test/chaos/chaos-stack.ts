import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { embeddedContext } from '../../cli/embedded-context.ts';
import { synthesize } from '../../local/index.ts';

/** What functions behind queues may take: what hangs is over within the run, and a busy machine has the time for the rest. */
export const functionTimeoutSeconds = 3;

const context = {
  ...embeddedContext,
  push: 'off',
  functionTimeoutSeconds: String(functionTimeoutSeconds),
  deadlineSeconds: '10',
  apiTimeoutSeconds: '12',
};

/** The stack with short time-outs, for as many clouds as are started from it; resolves to its assembly's directory. */
export const synthesizeChaosStack = (): Promise<string> => synthesizeInto('../..', context);

/** A stack for each bug that is planted in it, in an assembly of its own within this one. */
export const synthesizePlantedBugs = (): Promise<string> => synthesizeInto('../fixtures/planted-bugs', {});

async function synthesizeInto(project: string, context: Record<string, string>): Promise<string> {
  const outputDirectory = await mkdtemp(path.join(tmpdir(), 'chaos-assembly-'));
  return synthesize({ projectDirectory: path.join(import.meta.dirname, project), context, outputDirectory });
}

/** Where the stack with this bug is. */
export const plantedIn = (assemblyDirectory: string, bug: string): string =>
  path.join(assemblyDirectory, `assembly-${bug}`);

export const discardAssembly = (directory: string): Promise<void> => rm(directory, { recursive: true, force: true });
