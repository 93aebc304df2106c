import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';

/** Not among those that a kernel hands out to whoever connects, or listens on any port. */
const [lowest, highest] = [20_000, 29_999];

/**
 * Ports of loopback for who names one before it is listened on, or listens there again: nobody else comes by them by chance
 * in between.
 */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(Array.from({ length: count }, listenSomewhere));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}

/** One of them. */
export async function freePort(): Promise<number> {
  const [port = 0] = await freePorts(1);
  return port;
}

async function listenSomewhere(): Promise<Server> {
  const server = createServer().listen(randomInt(lowest, highest + 1), '127.0.0.1');
  try {
    await once(server, 'listening');
    return server;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    return listenSomewhere();
  }
}
