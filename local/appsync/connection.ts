import type { WebSocket } from 'ws';
import type { Authorization, Authorize } from './authorizer.ts';
import { listenedSegmentsOf, pathOf } from './channel.ts';
import { badRequest, connectionTimeoutMs, recordOf, unauthorized } from './protocol.ts';
import type { Subscriptions } from './subscriptions.ts';

/** What a connection needs from its API. */
export interface ConnectionOptions {
  readonly authorize: Authorize;
  readonly subscriptions: Subscriptions;
  readonly hasNamespace: (name: string) => boolean;
}

type Message = Readonly<Record<string, unknown>>;

/** One client: https://docs.aws.amazon.com/appsync/latest/eventapi/event-api-websocket-protocol.html */
export class Connection {
  readonly #socket: WebSocket;
  readonly #options: ConnectionOptions;
  /** The function that ends each subscription, by the client's id for it. Undefined while authorization is pending. */
  readonly #subscribed = new Map<string, (() => void) | undefined>();

  constructor(socket: WebSocket, options: ConnectionOptions) {
    this.#socket = socket;
    this.#options = options;
    socket.on('message', (data) => void this.#take(String(data)));
    socket.on('close', () => this.#unsubscribeAll());
  }

  send(message: Message): void {
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  async #take(text: string): Promise<void> {
    const message = recordOf(text);
    switch (message?.type) {
      case 'connection_init':
        return this.send({ type: 'connection_ack', connectionTimeoutMs });
      case 'subscribe':
        return this.#subscribe(message);
      case 'unsubscribe':
        return this.#unsubscribe(message);
      case 'publish': // Publishers are authorized by a role, and roles publish through HTTP here.
        return this.send({ type: 'publish_error', id: message.id, ...unauthorized() });
      default:
        return this.send({ type: 'error', ...badRequest('The message type is unknown.') });
    }
  }

  async #subscribe({ id, channel, authorization }: Message): Promise<void> {
    const refuse = (error: Message) => this.send({ type: 'subscribe_error', id, ...error });
    const segments = listenedSegmentsOf(channel);
    const [channelNamespaceName = ''] = segments ?? [];
    if (typeof id !== 'string' || id === '') return refuse(badRequest('A subscription needs an id.'));
    if (this.#subscribed.has(id)) return refuse(badRequest('The subscription id is already in use.'));
    if (!segments || !this.#options.hasNamespace(channelNamespaceName))
      return refuse(badRequest('There is no such channel.'));
    this.#subscribed.set(id, undefined);
    const path = pathOf(segments);
    const about = { channelNamespaceName, channel: path };
    const isAuthorized = await this.#options.authorize(headersOf(authorization), 'EVENT_SUBSCRIBE', about);
    if (!this.#subscribed.has(id)) return; // The subscription or the connection was ended meanwhile.
    if (!isAuthorized) {
      this.#subscribed.delete(id);
      return refuse(unauthorized());
    }
    const hear = (event: string) => this.send({ type: 'data', id, event });
    this.#subscribed.set(id, this.#options.subscriptions.add(path, hear));
    this.send({ type: 'subscribe_success', id });
  }

  #unsubscribe({ id }: Message): void {
    const isSubscribed = typeof id === 'string' && this.#subscribed.has(id);
    if (isSubscribed) {
      this.#subscribed.get(id)?.();
      this.#subscribed.delete(id);
    }
    const answer = isSubscribed
      ? { type: 'unsubscribe_success', id }
      : { type: 'unsubscribe_error', id, ...badRequest('There is no subscription with this id.') };
    this.send(answer);
  }

  #unsubscribeAll(): void {
    for (const end of this.#subscribed.values()) end?.();
    this.#subscribed.clear();
  }
}

const headersOf = (authorization: unknown): Authorization =>
  typeof authorization === 'object' && authorization !== null ? (authorization as Authorization) : {};
