import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { eventually } from './eventually.ts';

/** A call that a receiver got. */
export interface ReceivedCall {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A rider's own service, on loopback. */
export interface WebhookReceiver {
  readonly url: string;
  readonly calls: readonly ReceivedCall[];
  /** How many connections it has had. */
  connections(): number;
  /** Waits until so many calls have come. */
  until(count: number, limitMs?: number): Promise<readonly ReceivedCall[]>;
  stop(): Promise<void>;
}

export type Answer = (response: ServerResponse) => void;

/** Answers with a status, and headers if there are any. */
export const answering =
  (status: number, headers: Record<string, string> = {}): Answer =>
  (response) => {
    response.writeHead(status, headers).end();
  };

/** Never answers. */
export const hanging: Answer = () => {};

/** Starts a receiver that gives these answers one after the other, the last one ever after. */
export async function startReceiver(...answers: readonly Answer[]): Promise<WebhookReceiver> {
  const calls: ReceivedCall[] = [];
  const server = createServer(async (request, response) => {
    const body = await text(request);
    calls.push({ headers: request.headers, body });
    (answers[calls.length - 1] ?? answers.at(-1) ?? answering(200))(response);
  });
  let connections = 0;
  server.on('connection', () => {
    connections += 1;
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/ride-events`,
    calls,
    connections: () => connections,
    until: (count, limitMs = 60_000) =>
      eventually(() => {
        if (calls.length < count) throw new Error(`${calls.length} of ${count} calls have come.`);
        return calls;
      }, limitMs),
    stop: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
