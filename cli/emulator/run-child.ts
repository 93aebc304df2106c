import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { CommandError } from '../errors.ts';

export interface ChildOptions {
  /** What it does, for an error. */
  readonly what: string;
  readonly cwd: string;
  /** All of its environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly onLine?: (line: string) => void;
  /** Ends it. */
  readonly signal?: AbortSignal;
}

/** Enough to see why a deploy failed. */
const lastLines = 60;

/** Runs a program to its end. Throws `CommandError`, with the last of what it said, when it fails. */
export async function runChild(program: string, args: readonly string[], options: ChildOptions): Promise<void> {
  const { what, cwd, env, onLine = () => {}, signal } = options;
  const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], ...(signal && { signal }) });
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      said.push(line);
      if (said.length > lastLines) said.shift();
      onLine(line);
    });
  }
  // The error comes first where a program can't be started or was ended by the signal.
  const [code, killedBy] = await once(child, 'close');
  if (code !== 0) {
    const end = killedBy === null ? `exit code ${code}` : `signal ${killedBy}`;
    throw new CommandError(`${what} failed with ${end}:\n\n${said.map((line) => `  ${line}`).join('\n')}`);
  }
}
