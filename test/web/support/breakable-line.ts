import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { freePort } from '../../../bench/support/free-ports.ts';

/** A way to a server that can be cut and mended. */
export interface BreakableLine {
  /** Where the server is found by it. */
  readonly url: string;
  /** Ends all connections and takes no new ones. */
  cut(): Promise<void>;
  mend(): Promise<void>;
}

/** Makes one that leads to `target`. */
export async function breakableLine(target: string): Promise<BreakableLine> {
  const sockets = new Set<Socket>();
  const relay = (incoming: Socket) => {
    const outgoing = connect(Number(new URL(target).port), '127.0.0.1');
    for (const [one, other] of [
      [incoming, outgoing],
      [outgoing, incoming],
    ] as const) {
      sockets.add(one);
      one.pipe(other);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        sockets.delete(one);
        other.destroy();
      });
    }
  };
  const port = await freePort();
  let server = await listenOn(port, relay);
  return {
    url: `http://127.0.0.1:${port}/`,
    cut: async () => {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
    mend: async () => {
      server = await listenOn(port, relay);
    },
  };
}

async function listenOn(port: number, relay: (socket: Socket) => void): Promise<Server> {
  const server = createServer(relay).listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}
