import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { killGroup } from '../../local/kill-group.ts';
import { CommandError } from '../errors.ts';

export interface ChildOptions {
  /** What it does, for error messages. */
  readonly what: string;
  readonly cwd: string;
  /** Its complete environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly onLine?: (line: string) => void;
  /** Ends it and all of its child processes. Without one it ends with this process, on Ctrl-C. */
  readonly signal?: AbortSignal;
}

/** Enough output to see why a deploy failed. */
const lastLines = 60;

/**
 * Runs a program to its end. Throws `CommandError` with the end of its output if it fails, and the signal's reason if the
 * signal ended it.
 */
export async function runChild(program: string, args: readonly string[], options: ChildOptions): Promise<void> {
  const { what, cwd, env, onLine = () => {}, signal } = options;
  signal?.throwIfAborted();
  const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: signal !== undefined });
  const end = () => killGroup(child.pid, 'SIGTERM');
  signal?.addEventListener('abort', end);
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      said.push(line);
      if (said.length > lastLines) said.shift();
      onLine(line);
    });
  }
  const closed = once(child, 'close').catch((error: Error) => {
    throw new CommandError(`${what} failed: ${error.message}`, { cause: error });
  });
  const [code, killedBy] = await closed.finally(() => signal?.removeEventListener('abort', end));
  signal?.throwIfAborted();
  if (code !== 0) {
    const how = killedBy === null ? `exit code ${code}` : `signal ${killedBy}`;
    throw new CommandError(`${what} failed with ${how}:\n\n${said.map((line) => `  ${line}`).join('\n')}`);
  }
}
