import { ContextError } from './context-error.ts';
import { readContext } from './read-context.ts';
import type { Stage } from './settings.ts';

/** Keys that the deployment sets itself, and that no line may set. */
const ofDeployment = ['stage', 'target'];

/**
 * Reads a stack's context from text instead of a command line: one `key=value` a line, as `-c` takes it. Empty lines and lines
 * that begin with `#` are ignored. Returns the context for deploying that stage to AWS.
 * @throws ContextError naming the malformed line, or what `-c` would refuse
 */
export function readContextLines(text: string, stage: Stage): ReadonlyMap<string, string> {
  const context = new Map<string, string>([['stage', stage]]);
  for (const line of text.split(/\r?\n/).map((each) => each.trim())) {
    if (line === '' || line.startsWith('#')) continue;
    const [, key = '', value = ''] = /^([^=\s]+)=(.*)$/.exec(line) ?? refuse(line, 'key=value, one a line');
    if (ofDeployment.includes(key)) refuse(line, `nothing about ${key}: the deployment sets it`);
    if (context.has(key)) refuse(line, `each key once, and ${key} is already set`);
    context.set(key, value);
  }
  readContext(Object.fromEntries(context));
  return context;
}

function refuse(line: string, allowed: string): never {
  throw new ContextError('CONTEXT', line, allowed);
}
