import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Takes webhooks of rides, on loopback. */
export interface WebhookServer {
  readonly url: string;
  /** How many it has taken. */
  calls(): number;
  stop(): void;
}

export async function startWebhookServer(): Promise<WebhookServer> {
  let calls = 0;
  const server = createServer((request, response) => {
    calls += 1;
    request.resume();
    response.writeHead(204).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  server.unref(); // It ends with its process.
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    calls: () => calls,
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
