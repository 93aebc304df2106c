import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { closeServer, listen } from '../api/http-server.ts';
import type { HttpRequest } from '../api/http-types.ts';
import type { IsOwnOrigin } from '../guard-server.ts';
import { REGION } from '../identity.ts';
import type { Authorize } from './authorizer.ts';
import { Connection } from './connection.ts';
import { offeredAuthorization, subprotocol, unauthorized } from './protocol.ts';
import { publish } from './publish.ts';
import { Subscriptions } from './subscriptions.ts';

/** Interval of the keep-alive messages. */
const keepAliveMs = 60_000;
/** The largest accepted message: an event's size and its envelope. */
const mostMessageBytes = 256 * 1024;

export interface EventApiOptions {
  readonly id: string;
  /** Authorizes connections and subscriptions. */
  readonly authorize: Authorize;
  readonly isOwnOrigin?: IsOwnOrigin | undefined;
}

/** An AppSync Event API on the loopback interface: HTTP to publish and WebSockets to subscribe, both on one port. */
export class EventApi {
  readonly id: string;
  readonly #authorize: Authorize;
  readonly #isOwnOrigin: IsOwnOrigin | undefined;
  readonly #namespaces = new Set<string>();
  readonly #subscriptions = new Subscriptions();
  readonly #connections = new Set<Connection>();
  // Messages are short and connections are many: compression would cost each connection a buffer of its own.
  readonly #sockets = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: mostMessageBytes,
    handleProtocols: () => subprotocol,
  });
  #server: Server | undefined;
  #keepAlive: NodeJS.Timeout | undefined;
  #port = 0;

  constructor({ id, authorize, isOwnOrigin }: EventApiOptions) {
    this.id = id;
    this.#authorize = authorize;
    this.#isOwnOrigin = isOwnOrigin;
  }

  /** Its host names on AWS. */
  get hosts(): { readonly http: string; readonly realtime: string } {
    const of = (api: string) => `${this.id}.${api}.${REGION}.amazonaws.com`;
    return { http: of('appsync-api'), realtime: of('appsync-realtime-api') };
  }

  /** The origins of its URLs on AWS, and the local ones. */
  get localOrigins(): readonly (readonly [string, string])[] {
    const { http, realtime } = this.hosts;
    return [
      [`https://${http}`, `http://127.0.0.1:${this.#port}`],
      [`wss://${realtime}`, `ws://127.0.0.1:${this.#port}`],
    ];
  }

  addNamespace(name: string): void {
    this.#namespaces.add(name);
  }

  async start(): Promise<void> {
    const answer = async (request: HttpRequest) => publish(request, this.#subscriptions, this.#hasNamespace);
    const { server, port } = await listen(0, { answer, onHangUp: () => {}, isOwnOrigin: this.#isOwnOrigin });
    server.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head));
    this.#server = server;
    this.#port = port;
    this.#keepAlive = setInterval(() => {
      for (const connection of this.#connections) connection.send({ type: 'ka' });
    }, keepAliveMs);
  }

  /** Drops all connections, as a network failure would. */
  dropConnections(): void {
    for (const socket of this.#sockets.clients) socket.terminate();
  }

  async stop(): Promise<void> {
    clearInterval(this.#keepAlive);
    this.dropConnections();
    if (this.#server) await closeServer(this.#server, 0);
  }

  readonly #hasNamespace = (name: string): boolean => this.#namespaces.has(name);

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    const refusal = refusalOf(request);
    if (refusal) refuse(socket, refusal);
    else this.#sockets.handleUpgrade(request, socket, head, (opened) => void this.#open(opened, request));
  }

  /**
   * A client that may not connect gets a message before the connection is closed: browsers do not show pages the response to a
   * failed handshake.
   */
  async #open(socket: WebSocket, { headers }: IncomingMessage): Promise<void> {
    socket.on('error', () => socket.terminate());
    socket.pause();
    const authorization = offeredAuthorization(headers['sec-websocket-protocol']);
    const isAuthorized = authorization !== undefined && (await this.#authorize(authorization, 'EVENT_CONNECT'));
    socket.resume();
    if (socket.readyState !== socket.OPEN) return;
    if (!isAuthorized) {
      socket.send(JSON.stringify({ type: 'connection_error', ...unauthorized() }));
      socket.close(4401, 'Unauthorized');
      return;
    }
    const connection = new Connection(socket, {
      authorize: this.#authorize,
      subscriptions: this.#subscriptions,
      hasNamespace: this.#hasNamespace,
    });
    this.#connections.add(connection);
    socket.on('close', () => this.#connections.delete(connection));
  }
}

/** Why a request is not for a WebSocket of this API, as an HTTP status; undefined when it is. */
function refusalOf(request: IncomingMessage): string | undefined {
  const offered = request.headers['sec-websocket-protocol']?.split(/\s*,\s*/) ?? [];
  if (request.url?.split('?')[0] !== '/event/realtime') return '404 Not Found';
  return offered.includes(subprotocol) ? undefined : '400 Bad Request';
}

const refuse = (socket: Duplex, status: string) =>
  socket.end(`HTTP/1.1 ${status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`);
