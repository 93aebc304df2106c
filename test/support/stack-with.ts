import path from 'node:path';
import { embeddedContext } from '../../cli/embedded-context.ts';
import { synthesize } from '../../local/index.ts';
import { type RunningStack, type StackOptions, startStack } from './running-stack.ts';

/** Starts a stack that is synthesized with a context of its own. Its assembly goes when the stack stops. */
export async function startStackWith(
  context: Record<string, string>,
  options: StackOptions = {},
): Promise<RunningStack> {
  const projectDirectory = path.join(import.meta.dirname, '../..');
  return startStack(
    await synthesize({ projectDirectory, context: { ...embeddedContext, push: 'off', ...context } }),
    options,
  );
}
