import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/** A process whose output is waited for. */
export interface TalkingProcess {
  readonly child: ChildProcess;
  /** Resolves with what it has printed since `after` characters of it, once that matches. Rejects when it ends before. */
  said(pattern: RegExp, after?: number): Promise<string>;
  /** How much it has printed so far. */
  printed(): number;
  /** Its exit code, and all that it has printed. */
  readonly exited: Promise<{ readonly code: number | null; readonly output: string }>;
}

/** Starts Node with these arguments. */
export function talkingNode(args: readonly string[], cwd: string): TalkingProcess {
  const child = spawn(process.execPath, args, { cwd, env: process.env });
  let output = '';
  const listeners = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (data: Buffer) => {
      output += data.toString();
      for (const listener of listeners) listener();
    });
  }
  const closed = once(child, 'close');
  return {
    child,
    printed: () => output.length,
    said: (pattern, after = 0) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const since = output.slice(after);
          if (!pattern.test(since)) return;
          listeners.delete(look);
          resolve(since);
        };
        listeners.add(look);
        void closed.then(() => reject(new Error(`It ended without having said ${pattern}:\n${output}`)));
        look();
      }),
    exited: closed.then(([code]) => ({ code: code as number | null, output })),
  };
}
