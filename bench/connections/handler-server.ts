import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Usage, WaitingServer } from './waiting-server.ts';

/** A function's bundle and its environment. */
export interface FunctionCode {
  /** The folder of `index.js`: outside of this project, whose package.json declares `.js` files ES modules. */
  readonly directory: string;
  readonly environment: Readonly<Record<string, string>>;
}

const processModule = path.join(import.meta.dirname, 'handler-process.ts');

/** Starts a Node process that runs all invocations of the function, many at once. */
export async function startHandlerServer({ directory, environment }: FunctionCode): Promise<WaitingServer> {
  const child = fork(processModule, [path.join(directory, 'index.js')], {
    // In its own process group, so that on Ctrl-C `stop` ends it.
    detached: true,
    execArgv: ['--expose-gc'],
    env: { ...environment },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const errors = countErrors(child.stderr as NodeJS.ReadableStream);
  const exited = once(child, 'exit');
  const nextMessage = <Message>(): Promise<Message> =>
    Promise.race([once(child, 'message').then(([message]) => message), exited.then(endedEarly)]);
  const { port } = await nextMessage<{ port: number }>();
  return {
    name: 'API function, one process',
    origin: `http://127.0.0.1:${port}`,
    usage: () => {
      child.send('usage');
      return nextMessage<Usage>();
    },
    errors: () => Object.fromEntries(errors),
    stop: async () => {
      if (child.connected) child.disconnect();
      await exited;
    },
  };
}

function endedEarly([code, signal]: unknown[]): never {
  throw new Error(`The handler's process ended early: ${signal ?? `exit status ${code}`}.`);
}

/** Errors that the function logs, by name. Its other output is passed on. */
function countErrors(stderr: NodeJS.ReadableStream): Map<string, number> {
  const counts = new Map<string, number>();
  createInterface({ input: stderr }).on('line', (line) => {
    const name = nameOfError(line);
    if (name === undefined) console.error(line);
    else counts.set(name, (counts.get(name) ?? 0) + 1);
  });
  return counts;
}

/** Undefined where the line is not one of the function's log. */
function nameOfError(line: string): string | undefined {
  try {
    const { error, message } = JSON.parse(line);
    return error?.name ?? message;
  } catch {
    return undefined;
  }
}
