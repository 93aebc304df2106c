import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { embeddedContext } from '../../cli/embedded-context.ts';
import { synthesize } from '../../local/index.ts';

/**
 * The time-out of branches and of the deadline's function, as it is deployed. The other functions have it here, too, so that
 * what hangs is over within the run.
 */
export const functionTimeoutSeconds = 3;

/** Time for several attempts of a branch on a busy machine, and short enough for a run to see deadlines come. */
const deadlineSeconds = 20;

/** Longer than a rider waits here. */
const apiTimeoutSeconds = 12;

/** What the stack is told that is not as it is deployed. */
export const shortTimes = { functionTimeoutSeconds, deadlineSeconds, apiTimeoutSeconds };

const context = {
  ...embeddedContext,
  push: 'off',
  ...Object.fromEntries(Object.entries(shortTimes).map(([name, seconds]) => [name, String(seconds)])),
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
