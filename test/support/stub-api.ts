import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ReceivedRequest {
  readonly method: string | undefined;
  readonly path: string | undefined;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: unknown;
}

/** What a request is answered with. */
export type Reply = readonly [status: number, answer: unknown];

/** An API that answers every request alike, or as it is told to, and keeps what it was asked. */
export interface StubApi {
  readonly url: string;
  readonly received: readonly ReceivedRequest[];
  stop(): Promise<void>;
}

export async function startStubApi(
  status: number,
  answer: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<StubApi> {
  return startScriptedApi(() => [status, answer], headers);
}

/** Answers as it is told to, as a stack does that no embedded cloud serves. */
export async function startRemoteApi(replyTo: (request: ReceivedRequest) => Reply | Promise<Reply>): Promise<StubApi> {
  const { received, ...api } = await startScriptedApi((request) =>
    isForCloud(request) ? [404, { code: 'not_found' }] : replyTo(request),
  );
  return {
    ...api,
    get received() {
      return received.filter((request) => !isForCloud(request));
    },
  };
}

const isForCloud = ({ path }: ReceivedRequest): boolean => path?.startsWith('/_cloud') ?? false;

export async function startScriptedApi(
  replyTo: (request: ReceivedRequest) => Reply | Promise<Reply>,
  headers: Readonly<Record<string, string>> = {},
): Promise<StubApi> {
  const received: ReceivedRequest[] = [];
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += chunk;
    const { method, url: path, headers: sent } = request;
    const asked = { method, path, headers: sent, body: text === '' ? undefined : JSON.parse(text) };
    received.push(asked);
    const [status, answer] = await replyTo(asked);
    response.writeHead(status, { 'Content-Type': 'application/json', Connection: 'close', ...headers });
    response.end(typeof answer === 'string' ? answer : JSON.stringify(answer));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    received,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
