import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Usage, WaitingServer } from './waiting-server.ts';

const source = path.join(import.meta.dirname, 'BlockingServer.java');

/** Where the server finds the rides. */
export interface RidesLocation {
  /** DynamoDB's URL. */
  readonly endpoint: string;
  readonly tableName: string;
}

/** Starts a server with a pool of `threads` threads, one for each waiting rider; undefined where there is no `java`. */
export async function startBlockingServer(
  { endpoint, tableName }: RidesLocation,
  threads: number,
): Promise<WaitingServer | undefined> {
  // As in Node, Nagle's algorithm is off.
  const options = ['-Dsun.net.httpserver.nodelay=true', source, endpoint, tableName, String(threads)];
  // In its own process group, so that on Ctrl-C `stop` ends it.
  const child = spawn('java', options, { detached: true, stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const nextLine = async (): Promise<string> => {
    const { value, done } = await lines.next();
    if (done) throw new Error('The blocking server ended early: the output of java is above.');
    return value;
  };
  try {
    await once(child, 'spawn');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  const exited = once(child, 'exit');
  const port = Number(await nextLine());
  return {
    name: `blocking server, ${threads} threads`,
    origin: `http://127.0.0.1:${port}`,
    seats: threads,
    usage: async () => {
      child.stdin.write('usage\n');
      return JSON.parse(await nextLine()) as Usage;
    },
    errors: () => ({}),
    stop: async () => {
      child.stdin.end();
      await exited;
    },
  };
}
