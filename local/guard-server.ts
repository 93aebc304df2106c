import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { isLoopbackHost } from './api/loopback-host.ts';

/** Whether pages of this origin, besides the server's own pages, may call a server. */
export type IsOwnOrigin = (origin: string) => boolean;

/** The server events that deliver a request; the last two come with its bare connection. */
const requestEvents = ['request', 'checkContinue', 'checkExpectation', 'upgrade', 'connect'];

const body = '{"message":"Forbidden"}';
const headers = { 'Content-Type': 'application/json', 'Content-Length': body.length, Connection: 'close' };

/**
 * Keeps requests of other sites' pages in a browser on this machine away from a server on loopback. Such a request is answered
 * with 403, as API Gateway answers for a host that it does not serve. A server first emits an event for each request, so this
 * one place precedes all of its listeners, whenever they are added.
 */
export function guardServer(server: Server, isOwnOrigin: IsOwnOrigin = () => false): void {
  const emit = server.emit.bind(server);
  server.emit = (event: string, ...args: unknown[]) => {
    const isRefused = requestEvents.includes(event) && isForeign(args[0] as IncomingMessage, isOwnOrigin);
    if (isRefused) refuse(args[1] as ServerResponse | Duplex);
    return isRefused || emit(event, ...args);
  };
}

/**
 * DNS rebinding shows in `Host`; other foreign pages show in `Origin`, which browsers send with every request that can have an
 * effect. Images, scripts and frames are loaded without it: for them `Sec-Fetch-Site` decides.
 */
function isForeign({ method, headers }: IncomingMessage, isOwnOrigin: IsOwnOrigin): boolean {
  const { host, origin } = headers;
  if (!isLoopbackHost(host)) return true;
  if (origin !== undefined) return origin !== `http://${host}` && !isOwnOrigin(origin);
  const isLink =
    method === 'GET' && headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document';
  return !isLink && ['cross-site', 'same-site'].includes(String(headers['sec-fetch-site']));
}

function refuse(to: ServerResponse | Duplex): void {
  if ('writeHead' in to) {
    to.writeHead(403, headers).end(body);
    return;
  }
  to.on('error', () => to.destroy());
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  to.end(['HTTP/1.1 403 Forbidden', ...lines, '', body].join('\r\n'));
}
