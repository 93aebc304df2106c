import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PortTakenError } from '../errors.ts';
import { guardServer, type IsOwnOrigin } from '../guard-server.ts';
import type { HttpReply, HttpRequest, StreamedBody } from './http-types.ts';

/** API Gateway's limit on a request's body. */
const MAX_BODY_BYTES = 10 * 1024 * 1024;
/** A body beyond that limit is read, so that the client gets to read the response, but not without a bound. */
const MAX_READ_BYTES = 2 * MAX_BODY_BYTES;
/** Longer than clients keep an idle connection, so that no connection is closed during a request. */
const KEEP_ALIVE_MS = 65_000;

export interface HttpHandlers {
  /** Must not reject. */
  answer(request: HttpRequest): Promise<HttpReply>;
  onHangUp(request: HttpRequest): void;
  /** Ends streamed responses, which have no end of their own. */
  stopping?: AbortSignal;
  isOwnOrigin?: IsOwnOrigin | undefined;
}

/** Listens on the loopback interface; port 0 takes a free one. Throws PortTakenError. */
export async function listen(port: number, handlers: HttpHandlers): Promise<{ server: Server; port: number }> {
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (incoming, outgoing) => {
    serve(incoming, outgoing, handlers).catch(() => outgoing.destroy());
  });
  guardServer(server, handlers.isOwnOrigin);
  server.listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === 'EADDRINUSE' ? new PortTakenError(port) : error;
  }
  return { server, port: (server.address() as AddressInfo).port };
}

/** Accepts no new connections; requests under way get `graceMs`. */
export async function closeServer(server: Server, graceMs: number): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearTimeout(timer);
}

async function serve(incoming: IncomingMessage, outgoing: ServerResponse, handlers: HttpHandlers): Promise<void> {
  const request = await readRequest(incoming);
  let isStreamed = false;
  outgoing.once('close', () => {
    if (!outgoing.writableFinished && !isStreamed) handlers.onHangUp(request);
  });
  const reply = await handlers.answer(request);
  if (!isStream(reply.body)) return writeReply(outgoing, request, reply, reply.body);
  isStreamed = true;
  const signals = [closeOf(outgoing), ...(handlers.stopping ? [handlers.stopping] : [])];
  stream(outgoing, request, reply, reply.body, AbortSignal.any(signals));
}

/** Aborts when the client has disconnected. Most answers are not streamed and need no signal. */
function closeOf(outgoing: ServerResponse): AbortSignal {
  const closed = new AbortController();
  if (outgoing.closed) closed.abort();
  else outgoing.once('close', () => closed.abort());
  return closed.signal;
}

async function readRequest(incoming: IncomingMessage): Promise<HttpRequest> {
  const url = incoming.url ?? '/';
  const queryStart = url.indexOf('?');
  return {
    id: randomUUID(),
    method: incoming.method ?? 'GET',
    path: queryStart < 0 ? url : url.slice(0, queryStart),
    query: new URLSearchParams(queryStart < 0 ? '' : url.slice(queryStart + 1)),
    headers: pairs(incoming.rawHeaders),
    ...(await readBody(incoming)),
    sourceIp: incoming.socket.remoteAddress ?? '127.0.0.1',
    receivedAt: Date.now(),
  };
}

/** By events, which cost less than iterating over the stream. */
function readBody(incoming: IncomingMessage): Promise<{ body: Buffer; isTooLarge: boolean }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ body: Buffer; isTooLarge: boolean }>();
  const chunks: Buffer[] = [];
  let size = 0;
  incoming.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > MAX_READ_BYTES) incoming.destroy(new Error('The client sent a body beyond the read limit.'));
    if (size <= MAX_BODY_BYTES) chunks.push(chunk);
  });
  incoming.once('end', () => {
    const isTooLarge = size > MAX_BODY_BYTES;
    resolve({ body: isTooLarge ? Buffer.alloc(0) : Buffer.concat(chunks), isTooLarge });
  });
  incoming.once('error', reject);
  return promise;
}

function pairs(flat: readonly string[]): [string, string][] {
  return flat.flatMap((name, index) => (index % 2 === 0 ? [[name, flat[index + 1] ?? ''] as [string, string]] : []));
}

const isStream = (body: HttpReply['body']): body is StreamedBody => typeof body === 'object' && 'start' in body;

function writeReply(outgoing: ServerResponse, request: HttpRequest, reply: HttpReply, body: string | Buffer): void {
  const length = String(Buffer.byteLength(body));
  const headers = [...reply.headers, ['Content-Length', length], ['x-amzn-RequestId', request.id]];
  outgoing.writeHead(reply.statusCode, headers.flat());
  outgoing.end(body);
}

/** A client that reads too slowly is disconnected, so that nothing accumulates. */
const MAX_BACKLOG_BYTES = 8 * 1024 * 1024;

function stream(
  outgoing: ServerResponse,
  request: HttpRequest,
  reply: HttpReply,
  body: StreamedBody,
  closed: AbortSignal,
): void {
  outgoing.writeHead(reply.statusCode, [...reply.headers, ['x-amzn-RequestId', request.id]].flat());
  outgoing.flushHeaders();
  closed.addEventListener('abort', () => outgoing.end(), { once: true });
  const write = (chunk: string) => {
    if (closed.aborted) return;
    if (outgoing.writableLength > MAX_BACKLOG_BYTES) outgoing.destroy();
    else outgoing.write(chunk);
  };
  if (closed.aborted) outgoing.end();
  else body.start(write, closed);
}
