import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { emulatedRegion } from '../../cli/emulator/emulator-environment.ts';
import { waitForHealth } from '../../cli/emulator/wait-for-health.ts';
import { killGroup } from '../../local/kill-group.ts';

export interface Ministack {
  readonly endpoint: string;
  readonly pid: number;
  /** Lets this process end without it. */
  leave(): void;
  /** Ends it and the functions that it runs. */
  stop(): Promise<void>;
}

export interface MinistackOptions {
  /** The installed program. */
  readonly program: string;
  /** Where its log and the code of its functions go. */
  readonly directory: string;
  /** Without AWS and proxies in it. */
  readonly env: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

const startLimitMs = 60_000;
const stopLimitMs = 5_000;

/** Starts MiniStack on a free port of loopback and waits until it is up. Its log is `ministack.log` in the directory. */
export async function startMinistack({ program, directory, env, signal }: MinistackOptions): Promise<Ministack> {
  const port = await freePort();
  const logFile = path.join(directory, 'ministack.log');
  const log = openSync(logFile, 'w');
  const child = spawn(program, [], {
    cwd: directory,
    env: {
      ...env,
      BIND_HOST: '127.0.0.1',
      GATEWAY_PORT: String(port),
      MINISTACK_HOST: '127.0.0.1', // in the URLs of queues, which the functions call
      MINISTACK_REGION: emulatedRegion,
      TMPDIR: directory,
      LAMBDA_EXECUTOR: 'local', // functions are processes, with or without Docker on this machine
      // The functions run on the first node there: the one that runs this.
      PATH: [path.dirname(process.execPath), env.PATH].join(path.delimiter),
    },
    stdio: ['ignore', log, log],
    detached: true, // a process group of its own, with the functions in it
  });
  const ended = once(child, 'exit').then(() => undefined);
  const kill = (how: NodeJS.Signals) => killGroup(child.pid, how);
  const stop = async () => {
    kill('SIGTERM');
    const timer = setTimeout(() => kill('SIGKILL'), stopLimitMs);
    await ended.finally(() => clearTimeout(timer));
    kill('SIGKILL'); // functions that it has left behind
  };
  const endpoint = `http://127.0.0.1:${port}`;
  const gone = ended.then(() => {
    throw new Error(`MiniStack ended before it was up; its log is ${logFile}.`);
  });
  try {
    const remedy = `Its log is ${logFile}.`;
    await Promise.race([waitForHealth(endpoint, { timeLimitMs: startLimitMs, remedy, signal }), gone]);
  } catch (error) {
    await stop();
    throw error;
  }
  gone.catch(() => {});
  return { endpoint, pid: child.pid ?? 0, leave: () => child.unref(), stop };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}
