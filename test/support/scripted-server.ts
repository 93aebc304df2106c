import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** A request that a server got. */
export interface ReceivedRequest {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export type Answer = (response: ServerResponse) => void;

/** A server on loopback in the place of a service. */
export interface ScriptedServer {
  readonly port: number;
  readonly requests: readonly ReceivedRequest[];
  /** Has the next requests be answered so, one each, before it is back to what it usually says. */
  answerNext(...answers: readonly Answer[]): void;
  stop(): Promise<void>;
}

/** Answers with JSON, and headers if there are any. */
export const json =
  (status: number, body: unknown, headers: Record<string, string> = {}): Answer =>
  (response) => {
    response.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(JSON.stringify(body));
  };

/** What services say when something is wrong with them, rather than with what they were asked. */
export const disturbances = {
  'never answers': () => {},
  'says what is not JSON': (response) => {
    response.writeHead(200, { 'Content-Type': 'text/html' }).end('<html>Bad gateway</html>');
  },
  'says nothing': (response) => {
    response.writeHead(200, { 'Content-Type': 'application/json' }).end();
  },
  'breaks off': (response) => {
    response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': '1000' });
    response.write('{"id":', () => response.destroy());
  },
  'closes the connection': (response) => {
    response.destroy();
  },
} satisfies Record<string, Answer>;

/** Starts a server that usually answers as `usually` says. */
export async function startScriptedServer(usually: (request: ReceivedRequest) => Answer): Promise<ScriptedServer> {
  const requests: ReceivedRequest[] = [];
  const next: Answer[] = [];
  const server = createServer(async (request, response) => {
    const { method = '', url: path = '', headers } = request;
    const received = { method, path, headers, body: await text(request) };
    requests.push(received);
    (next.shift() ?? usually(received))(response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    requests,
    answerNext: (...answers) => {
      next.push(...answers);
    },
    stop: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
