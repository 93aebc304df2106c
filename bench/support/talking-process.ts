import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';

/** A process whose output is waited for. */
export interface TalkingProcess {
  readonly child: ChildProcessWithoutNullStreams;
  /** Resolves with what it has printed since `after` characters of it, once that matches. Rejects when it ends before. */
  said(pattern: RegExp, after?: number): Promise<string>;
  /** How much it has printed so far. */
  printed(): number;
  /** Its exit code, and all that it and whoever shares its output have printed. */
  readonly exited: Promise<{ readonly code: number | null; readonly output: string }>;
}

export interface TalkOptions {
  readonly cwd: string;
  /** Beside that of this process. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** Starts a program. */
export function talkingProcess(
  program: string,
  args: readonly string[],
  { cwd, environment }: TalkOptions,
): TalkingProcess {
  const child = spawn(program, args, { cwd, env: { ...process.env, ...environment } });
  let output = '';
  const listeners = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
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

/** Starts Node with these arguments. */
export const talkingNode = (args: readonly string[], options: TalkOptions): TalkingProcess =>
  talkingProcess(process.execPath, args, options);
