import path from 'node:path';
import { type Cloud, type CloudOptions, startCloud, synthesize } from '../../local/index.ts';

/** More than any benchmark asks for: what is measured is the workflow, and not its throttle. */
const unthrottled = { requestsPerSecond: '10000' };

/** The stack as `npm start` runs it, on the embedded cloud, and without its throttle. */
export async function startStack(
  context: Record<string, string> = {},
  options: Omit<CloudOptions, 'assemblyDirectory'> = {},
): Promise<Cloud> {
  const assemblyDirectory = await synthesize({
    projectDirectory: path.join(import.meta.dirname, '../..'),
    context: { simulation: 'on', nag: 'off', ...unthrottled, ...context },
  });
  return startCloud({ ...options, assemblyDirectory });
}
