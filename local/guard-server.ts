import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { isLoopbackHost } from './api/loopback-host.ts';

/** Whether pages of this origin may call a server besides pages that the server itself shows. */
export type IsOwnOrigin = (origin: string) => boolean;

/** The events of a server that a request comes with; with the last two, its bare connection. */
const requestEvents = ['request', 'checkContinue', 'checkExpectation', 'upgrade', 'connect'];

const body = '{"message":"Forbidden"}';
const headers = { 'Content-Type': 'application/json', 'Content-Length': body.length, Connection: 'close' };

/**
 * Lets a server on loopback hear of no request that a web page of somebody else makes a browser on this machine send.
 * Such a request is answered 403 here, as API Gateway answers for a host that it does not serve. To emit is the first thing
 * that a server does with any request, so this one place is in front of all of its listeners, whoever adds them and when.
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
 * A page whose name leads here (DNS rebinding) is given away by `Host`, any other by `Origin`, which browsers send with
 * whatever can have an effect. Images, scripts and frames are loaded without it: for them `Sec-Fetch-Site` tells.
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
