import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
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
  /** Hosts that it asks for something that no benchmark needs. Where the system allows it, they are this machine for it. */
  readonly forgoes?: readonly string[];
}

/** Starts a server. If it ends by itself, so does the engine, which cannot work without it. */
export async function startServer(command: ServerCommand): Promise<ServerProcess> {
  const { program, argumentsIn, environment, forgoes = [] } = command;
  const folder = await mkdtemp(path.join(tmpdir(), `bench-${path.basename(program)}-`));
  const [first = program, ...others] = [...(await without(forgoes, folder)), program, ...argumentsIn(folder)];
  const child = spawn(first, others, {
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

/** Starts a program in a file system of its own. Linux has it, and not every system lets every user do so. */
const apart = ['unshare', '--map-root-user', '--mount'] as const;

/** Whether `forgoes` has an effect on this system. */
export const canForgo = (): boolean => {
  const [program, ...options] = apart;
  return spawnSync(program, [...options, 'sh', '-c', 'mount --bind /etc/hosts /etc/hosts']).status === 0;
};

/** The beginning of a command whose program finds these hosts on this machine, where it is refused. */
async function without(hosts: readonly string[], folder: string): Promise<string[]> {
  if (hosts.length === 0 || !canForgo()) return [];
  const file = path.join(folder, 'hosts');
  const lines = hosts.map((host) => `127.0.0.1 ${host}\n`);
  await writeFile(file, `${await readFile('/etc/hosts', 'utf8')}\n${lines.join('')}`);
  return [...apart, 'sh', '-c', 'mount --bind "$0" /etc/hosts && exec "$@"', file];
}

/** The data of a benchmark is worthless: the server is killed, so that it does not write it to disk first. */
const patienceMs = 3_000;
