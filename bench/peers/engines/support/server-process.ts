import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A server that an engine needs, with a temporary folder to write to. */
export interface ServerProcess {
  readonly folder: string;
  /** Ends it and removes its folder. */
  stop(): Promise<void>;
}

/** The command that starts a server; it may write to the folder. */
export interface ServerCommand {
  readonly program: string;
  argumentsIn(folder: string): readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

/** Starts a server. If it ends by itself, so does the engine, which cannot work without it. */
export async function startServer({ program, argumentsIn, environment }: ServerCommand): Promise<ServerProcess> {
  const folder = await mkdtemp(path.join(tmpdir(), `bench-${path.basename(program)}-`));
  const child = spawn(program, argumentsIn(folder), {
    cwd: folder,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const closed = once(child, 'close');
  let stopping = false;
  closed
    .then(([code]) => `ended with ${code}`, String)
    .then((end) => {
      if (stopping) return;
      console.error(`${program}: ${end}`);
      process.exit(1);
    });
  return {
    folder,
    stop: async () => {
      stopping = true;
      child.kill('SIGTERM');
      const impatience = setTimeout(() => child.kill('SIGKILL'), patienceMs);
      await closed.catch(() => {});
      clearTimeout(impatience);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The data of a benchmark is worthless: the server is killed, so that it does not write it to disk first. */
const patienceMs = 3_000;
