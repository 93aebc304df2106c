import { ContextError } from './context-error.ts';
import { readContext } from './read-context.ts';
import type { Stage } from './settings.ts';

/** What a deployment says by itself, and no line may say. */
const ofDeployment = ['stage', 'target'];

/**
 * Reads what a stack is given where there is no command line: a line a value, as `-c` takes it (`key=value`). Empty lines, and
 * those that begin with `#`, say nothing. Returns the context of a deployment of that stage to AWS.
 * @throws ContextError naming the line that says nothing, or what `-c` would refuse
 */
export function readContextLines(text: string, stage: Stage): ReadonlyMap<string, string> {
  const context = new Map<string, string>([['stage', stage]]);
  for (const line of text.split(/\r?\n/).map((each) => each.trim())) {
    if (line === '' || line.startsWith('#')) continue;
    const [, key = '', value = ''] = /^([^=\s]+)=(.*)$/.exec(line) ?? refuse(line, 'key=value, one a line');
    if (ofDeployment.includes(key)) refuse(line, `nothing about ${key}: the deployment says it`);
    if (context.has(key)) refuse(line, `each key once, and ${key} is there already`);
    context.set(key, value);
  }
  readContext(Object.fromEntries(context));
  return context;
}

function refuse(line: string, allowed: string): never {
  throw new ContextError('CONTEXT', line, allowed);
}
