import { readFileSync } from 'node:fs';
import { TargetError } from './target.ts';

/** A deployed stack's name and its outputs. */
export interface StackOutputs {
  readonly stackName: string;
  readonly outputs: Readonly<Record<string, string>>;
}

/** Reads what `cdk deploy --outputs-file` wrote of the one ride-request stack. Throws `TargetError`. */
export function readOutputs(file: string): StackOutputs {
  const stacks = Object.entries(parsed(file)).filter(([, { ApiUrl }]) => typeof ApiUrl === 'string');
  const [[stackName, outputs] = []] = stacks;
  if (stackName === undefined || outputs === undefined || stacks.length > 1) {
    const found = stacks.length === 0 ? 'no stack' : stacks.map(([name]) => name).join(' and ');
    throw new TargetError(
      `${file} has ${found} with an output ApiUrl, but should have one stack. Write it with \`npx cdk deploy --outputs-file ${file}\`.`,
    );
  }
  return { stackName, outputs };
}

function parsed(file: string): Record<string, Record<string, string>> {
  try {
    const content: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (typeof content === 'object' && content !== null) return content as Record<string, Record<string, string>>;
    throw new SyntaxError('it is not an object');
  } catch (error) {
    throw new TargetError(
      `The outputs file ${file} can't be read: ${(error as Error).message}. Write it with \`npx cdk deploy --outputs-file ${file}\`.`,
    );
  }
}
