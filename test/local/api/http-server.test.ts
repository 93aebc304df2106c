import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { closeServer, type HttpHandlers, listen } from '../../../local/api/http-server.ts';
import type { HttpReply, HttpRequest } from '../../../local/api/http-types.ts';
import { until } from '../../support/until.ts';

describe('the HTTP server of an API', () => {
  const answer = vi.fn<(request: HttpRequest) => Promise<HttpReply>>();
  const onHangUp = vi.fn<HttpHandlers['onHangUp']>();
  let listening: Awaited<ReturnType<typeof listen>>;
  let client: Socket;

  beforeEach(async () => {
    answer.mockReset();
    onHangUp.mockReset();
    listening = await listen(0, { answer, onHangUp });
    client = connect(listening.port, '127.0.0.1');
    await once(client, 'connect');
  });
  afterEach(async () => {
    client.destroy();
    await closeServer(listening.server, 0);
  });

  const head = (length: number) => `POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${length}\r\n\r\n`;

  it('reads a body that comes in pieces, cut within a letter', async () => {
    answer.mockResolvedValue({ statusCode: 200, headers: [], body: 'read' });
    const body = Buffer.from('für');
    const begun = new Promise((resolve) => {
      listening.server.once('request', (incoming) => incoming.once('data', resolve));
    });
    client.write(Buffer.concat([Buffer.from(head(body.length)), body.subarray(0, 2)]));
    await begun;
    client.write(body.subarray(2));
    await once(client, 'data');
    expect(String(answer.mock.lastCall?.[0].body)).toBe('für');
  });

  it('asks nobody for an answer to a client that hangs up within its body', async () => {
    const closed = new Promise((resolve) => {
      listening.server.once('request', (incoming) => incoming.once('close', resolve));
    });
    client.write(`${head(10)}half`, () => client.destroy());
    await closed;
    await new Promise((resolve) => setImmediate(resolve));
    expect(answer).not.toHaveBeenCalled();
  });

  it('begins no stream for a client that has hung up before', async () => {
    const start = vi.fn();
    const closed = new Promise((resolve) => {
      listening.server.once('request', (_, outgoing) => outgoing.once('close', resolve));
    });
    answer.mockImplementation(async () => {
      client.destroy();
      await closed;
      return { statusCode: 200, headers: [], body: { start } };
    });
    client.write(head(0));
    await closed;
    await until(() => answer.mock.settledResults[0]?.type === 'fulfilled');
    await new Promise((resolve) => setImmediate(resolve));
    expect(start).not.toHaveBeenCalled();
    expect(onHangUp).toHaveBeenCalledTimes(1);
  });

  it('tells a stream that its client has hung up', async () => {
    const { promise: closed, resolve } = Promise.withResolvers<AbortSignal>();
    answer.mockResolvedValue({
      statusCode: 200,
      headers: [],
      body: { start: (_write, signal) => signal.addEventListener('abort', () => resolve(signal)) },
    });
    client.write(head(0));
    await once(client, 'data');
    client.destroy();
    expect((await closed).aborted).toBe(true);
    expect(onHangUp).not.toHaveBeenCalled();
  });
});
