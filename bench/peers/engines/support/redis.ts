import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { freePort } from '../../../support/free-ports.ts';
import { giveUp } from './lifecycle.ts';
import { startServer } from './server-process.ts';
import { until } from './until.ts';

/** A Redis on loopback. */
export interface Redis {
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * The Redis at REDIS_URL, or else one that is started for the benchmark, without persistence. Gives up where
 * neither is available.
 */
export function findRedis(): Promise<Redis> {
  const url = process.env.REDIS_URL;
  return url ? redisAt(url) : ownRedis();
}

async function redisAt(url: string): Promise<Redis> {
  if (!isOnLoopback(url)) giveUp('a REDIS_URL whose host is loopback');
  if (!(await accepts(url))) giveUp('a Redis that accepts connections at REDIS_URL');
  return { url, stop: async () => {} };
}

async function ownRedis(): Promise<Redis> {
  if (!isInstalled()) {
    giveUp('Redis: install redis-server (apt-get install redis-server, brew install redis) or set REDIS_URL');
  }
  const port = await freePort();
  const url = `redis://127.0.0.1:${port}`;
  const { stop } = await startServer({
    program: 'redis-server',
    argumentsIn: (folder) => [
      ...['--port', `${port}`, '--bind', '127.0.0.1', '--dir', folder],
      ...['--save', '', '--appendonly', 'no'],
    ],
  });
  await until('Redis listens', () => accepts(url));
  return { url, stop };
}

/** Whether a URL's host is this machine. */
export const isOnLoopback = (url: string): boolean =>
  URL.canParse(url) && /^(localhost|127(\.\d+){3}|\[::1\])$/.test(new URL(url).hostname);

async function accepts(url: string): Promise<boolean> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port || 6379), hostname.replace(/^\[|\]$/g, ''));
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

function isInstalled(): boolean {
  try {
    execFileSync('redis-server', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
