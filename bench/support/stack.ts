import path from 'node:path';
import { contextOfMachine } from '../../cli/embedded-context.ts';
import { type Cloud, type CloudOptions, startCloud, synthesize } from '../../local/index.ts';

/** More than any benchmark requests: the workflow is measured, not its throttle or its rider quota. */
const bare = { requestsPerSecond: '10000', push: 'off' };

/** The stack as `npm start` runs it, on the embedded cloud, without its throttle and without keeping logs. */
export async function startStack(
  context: Record<string, string> = {},
  options: Omit<CloudOptions, 'assemblyDirectory'> = {},
): Promise<Cloud> {
  return startCloud({ keptLogs: false, ...options, assemblyDirectory: await synthesizeStack(context) });
}

/**
 * Synthesizes that stack, and resolves to the assembly's directory. Without a name it is temporary: a cloud
 * started from it removes it.
 */
export async function synthesizeStack(context: Record<string, string> = {}, outputDirectory?: string): Promise<string> {
  return synthesize({
    projectDirectory: path.join(import.meta.dirname, '../..'),
    context: { ...(await contextOfMachine()), ...bare, ...context },
    ...(outputDirectory !== undefined && { outputDirectory }),
  });
}
