import { once } from 'node:events';
import { WebSocket } from 'ws';
import { eventually } from './eventually.ts';

type Message = Record<string, unknown>;

/** A client of an Event API that shows all that it is told. */
export interface EventClient {
  readonly socket: WebSocket;
  readonly messages: readonly Message[];
  send(message: Message | string): void;
  /** Subscribes and resolves to what is answered. */
  subscribe(id: unknown, channel: unknown, authorization?: Message): Promise<Message>;
  /** Resolves to the first message that has all of this, now or later. */
  told(like: Message): Promise<Message>;
  close(): void;
}

const headerOf = (authorization: unknown) =>
  `header-${Buffer.from(JSON.stringify(authorization)).toString('base64url')}`;

export interface ConnectOptions {
  readonly origin?: string;
  readonly host?: string;
  readonly protocols?: readonly string[];
}

/** Connects as this bearer; rejects when the handshake is refused. */
export async function connectTo(
  url: string,
  name: string,
  { origin, host, protocols }: ConnectOptions = {},
): Promise<EventClient> {
  const authorization = { host: 'example.appsync-api.us-east-1.amazonaws.com', Authorization: `Bearer ${name}` };
  const offered = protocols ?? ['aws-appsync-event-ws', headerOf(authorization)];
  const socket = new WebSocket(url, [...offered], { ...(origin && { origin }), headers: host ? { host } : {} });
  const messages: Message[] = [];
  socket.on('message', (data) => messages.push(JSON.parse(String(data))));
  await once(socket, 'open');
  const told = (like: Message) =>
    eventually(() => {
      const found = messages.find((message) => Object.entries(like).every(([name, value]) => message[name] === value));
      if (!found) throw new Error(`Not told of ${JSON.stringify(like)}, but of ${JSON.stringify(messages)}.`);
      return found;
    });
  const send = (message: Message | string) =>
    socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  return {
    socket,
    messages,
    send,
    told,
    subscribe: async (id, channel, own = authorization) => {
      const before = messages.length;
      send({ type: 'subscribe', id, channel, authorization: own });
      return eventually(() => {
        const answer = messages.slice(before).find(({ type }) => String(type).startsWith('subscribe_'));
        if (!answer) throw new Error('The subscription is not answered.');
        return answer;
      });
    },
    close: () => socket.close(),
  };
}
