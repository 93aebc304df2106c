import { getEventListeners, once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiRequestHandler } from '../../../adapters/aws/request-handler.ts';
import { deadPort } from '../../support/dead-port.ts';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

let server: Server;
let answer: Answer;
let handler: ApiRequestHandler;
const ports = new Set<number>();

beforeEach(async () => {
  answer = (_request, response) => void response.end('{}');
  ports.clear();
  server = createServer((request, response) => {
    ports.add(request.socket.remotePort ?? 0);
    answer(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  handler = new ApiRequestHandler({ connectionTimeoutMs: 1_000, requestTimeoutMs: 2_000 });
});

afterEach(async () => {
  vi.useRealTimers();
  handler.destroy();
  server.closeAllConnections();
  server.close();
});

const port = () => (server.address() as AddressInfo).port;

const call = (more = {}) => ({
  protocol: 'http:',
  hostname: '127.0.0.1',
  port: port(),
  method: 'POST',
  path: '/',
  headers: { 'content-type': 'application/x-amz-json-1.0' },
  body: '{"a":1}',
  ...more,
});

/** Resolves when so many requests have come, and keeps their answers. */
function held(count: number): Promise<ServerResponse[]> {
  const responses: ServerResponse[] = [];
  return new Promise((resolve) => {
    answer = (_request, response) => {
      responses.push(response);
      if (responses.length === count) resolve(responses);
    };
  });
}

describe('the handler of requests to AWS', () => {
  it('sends what it is given, and answers with status, headers and body', async () => {
    answer = async (request, response) => {
      const { method, url, headers } = request;
      response.writeHead(418, { 'x-amzn-requestid': 'r1', 'set-cookie': ['a', 'b'] });
      response.write('in ');
      response.end(JSON.stringify({ method, url, type: headers['content-type'], body: await text(request) }));
    };
    const query = { plain: 'x y', several: ["it's", '*'], none: null };
    const { response } = await handler.handle(call({ method: 'PUT', path: '/a%7Cb', query }));
    expect(response).toMatchObject({ statusCode: 418, headers: { 'x-amzn-requestid': 'r1', 'set-cookie': 'a,b' } });
    const url = '/a%7Cb?plain=x%20y&several=it%27s&several=%2A&none=';
    const sent = { method: 'PUT', url, type: 'application/x-amz-json-1.0', body: '{"a":1}' };
    expect(Buffer.from(response.body).toString()).toBe(`in ${JSON.stringify(sent)}`);
  });

  it('uses a connection again', async () => {
    for (let time = 0; time < 3; time += 1) await handler.handle(call());
    expect(ports.size).toBe(1);
  });

  it('gives up a call that is not answered in time, and goes on with others', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const asked = held(1);
    const outcome = handler.handle(call()).catch((error) => error);
    await asked;
    vi.advanceTimersByTime(1_999);
    await new Promise((resolve) => setImmediate(resolve));
    vi.advanceTimersByTime(1);
    expect(await outcome).toMatchObject({
      name: 'TimeoutError',
      message: '127.0.0.1 has not answered within 2000 ms.',
    });
    answer = (_request, response) => void response.end('later');
    expect(await handler.handle(call())).toMatchObject({ response: { statusCode: 200 } });
  });

  it('takes the time-out of one call', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const asked = held(1);
    const outcome = handler.handle(call(), { requestTimeout: 100 }).catch((error) => error);
    await asked;
    vi.advanceTimersByTime(100);
    expect(await outcome).toMatchObject({ name: 'TimeoutError' });
  });

  it('does not count the time for which a call waits for a connection', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const patient = new ApiRequestHandler({ connectionTimeoutMs: 1_000, requestTimeoutMs: 60_000 });
    const asked = held(50);
    const calls = Array.from({ length: 60 }, () => patient.handle(call()));
    const responses = await asked;
    vi.advanceTimersByTime(30_000);
    answer = (_request, response) => void response.end('{}');
    for (const response of responses) response.end('{}');
    expect((await Promise.all(calls)).map(({ response }) => response.statusCode)).toEqual(calls.map(() => 200));
    expect(ports.size).toBe(50);
    patient.destroy();
  });

  it('gives up a connection that does not come about', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    void held(1);
    const outcome = handler.handle(call()).catch((error) => error);
    // It has its socket by now. That is connected in a turn of the loop, which has not come.
    for (let tick = 0; tick < 10; tick += 1) await new Promise<void>((resolve) => process.nextTick(resolve));
    vi.advanceTimersByTime(1_000);
    expect(await outcome).toMatchObject({
      name: 'TimeoutError',
      message: 'There is no connection to 127.0.0.1 within 1000 ms.',
    });
  });

  it('has no need to connect where there is a connection: all the time is for the answer', async () => {
    await handler.handle(call());
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const asked = held(1);
    const outcome = handler.handle(call()).catch((error) => error);
    await asked;
    vi.advanceTimersByTime(2_000);
    expect(await outcome).toMatchObject({ message: '127.0.0.1 has not answered within 2000 ms.' });
    expect(ports.size).toBe(1);
  });

  it('leaves no timer and no listener behind', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { signal } = new AbortController();
    await handler.handle(call(), { abortSignal: signal });
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    expect([vi.getTimerCount(), getEventListeners(signal, 'abort').length]).toEqual([0, 0]);
  });

  it('calls a host by its address of version 6', async () => {
    // The address is one, and no name to look up.
    const outcome = await handler.handle(call({ hostname: '[::1]', port: deadPort })).catch((error) => error);
    expect(outcome.syscall).toBe('connect');
  });

  it('looks at an answer that has arrived before it gives up', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const asked = held(1);
    const outcome = handler.handle(call());
    const [response] = await asked;
    response?.end('{}');
    await once(response as ServerResponse, 'finish');
    vi.advanceTimersByTime(2_000);
    expect(await outcome).toMatchObject({ response: { statusCode: 200 } });
  });

  it.each([
    ['before the head', (response: ServerResponse) => void response.destroy()],
    [
      'within the body',
      (response: ServerResponse) => {
        response.writeHead(200, { 'content-length': '100' });
        response.write('{', () => response.destroy());
      },
    ],
  ])('says that a connection was lost (%s)', async (_when, lose) => {
    answer = (_request, response) => lose(response);
    await expect(handler.handle(call())).rejects.toMatchObject({ name: 'TimeoutError', code: 'ECONNRESET' });
  });

  it('says that nobody listens', async () => {
    await expect(handler.handle(call({ port: deadPort }))).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it.each(['before', 'while'])('is aborted (%s it is sent)', async (when) => {
    const controller = new AbortController();
    const asked = held(1);
    if (when === 'before') controller.abort();
    const outcome = handler.handle(call(), { abortSignal: controller.signal }).catch((error) => error);
    if (when === 'while') {
      await asked;
      controller.abort();
    }
    expect(await outcome).toMatchObject({ name: 'AbortError' });
  });

  it('serves a client of the SDK, which makes a call again whose connection was lost', async () => {
    let calls = 0;
    answer = (_request, response) => {
      calls += 1;
      if (calls === 1) response.destroy();
      else response.end('{"TableNames":["rides"]}');
    };
    const client = new DynamoDBClient({
      endpoint: `http://127.0.0.1:${port()}`,
      region: 'us-east-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      requestHandler: handler,
    });
    expect(await client.send(new ListTablesCommand({}))).toMatchObject({
      TableNames: ['rides'],
      $metadata: { attempts: 2, httpStatusCode: 200 },
    });
  });
});
