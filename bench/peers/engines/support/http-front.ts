import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

/** An HTTP server on loopback that passes each call to an engine, and answers when the engine has finished it. */
export interface HttpFront {
  readonly url: string;
  close(): Promise<void>;
}

export async function httpFrontOf(run: (call: unknown) => Promise<unknown>): Promise<HttpFront> {
  const server = createServer((request, response) => {
    answer(request, response, run).catch((error: unknown) => {
      console.error(error);
      response.writeHead(500).end(JSON.stringify({ error: String(error) }));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: async () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function answer(request: IncomingMessage, response: ServerResponse, run: (call: unknown) => Promise<unknown>) {
  const answer = await run(await json(request));
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
}
