import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';

/** A server of WebSockets that takes every connection and never says a word. */
export async function silentServer() {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', handleProtocols: () => 'aws-appsync-event-ws' });
  await once(server, 'listening');
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/event/realtime`,
    connected: () => once(server, 'connection'),
    stop: () => {
      for (const socket of server.clients) socket.terminate();
      server.close();
    },
  };
}
