import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';

/** A server of WebSockets that takes every connection, and sends these frames in answer to each type of message. */
export async function eventSocketServer(framesFor: (type: string) => readonly string[]) {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', handleProtocols: () => 'aws-appsync-event-ws' });
  server.on('connection', (socket) =>
    socket.on('message', (data) => {
      for (const frame of framesFor(JSON.parse(String(data)).type)) socket.send(frame);
    }),
  );
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

/** It never says a word. */
export const silentServer = () => eventSocketServer(() => []);
