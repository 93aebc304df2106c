/** The source of events, and the channel. */
export interface ListenOptions {
  /** The stack's output `PushRealtimeUrl`. */
  readonly realtimeUrl: string;
  /** The host of the stack's output `PushHttpUrl`. */
  readonly httpHost: string;
  readonly token: string;
  readonly channel: string;
  /** From here on no event of the channel is missed. */
  readonly onSubscribed: () => void;
  /** Receives each event, parsed from JSON. */
  readonly onEvent: (event: object) => void;
  readonly signal: AbortSignal;
}

/** `refused`: a retry would be refused again. `lost`: a retry may succeed. */
export type End = 'refused' | 'lost';

/** The time-out for connecting and subscribing. */
const setUpMs = 15_000;

/** What is used of the server's messages. */
interface Message {
  readonly type?: string;
  readonly connectionTimeoutMs?: number;
  readonly events: readonly object[];
}

/**
 * Listens to a channel of AppSync Events for as long as one connection lasts:
 * https://docs.aws.amazon.com/appsync/latest/eventapi/event-api-websocket-protocol.html. Resolves to how it ended; to `lost`
 * if `signal` ended it, or when the server sends what is no message. It needs only a global `WebSocket`, which browsers and
 * Node have.
 */
export function listen({ realtimeUrl, signal, ...options }: ListenOptions): Promise<End> {
  if (signal.aborted) return Promise.resolve('lost');
  const authorization = { host: options.httpHost, Authorization: `Bearer ${options.token}` };
  const socket = new WebSocket(realtimeUrl, [
    'aws-appsync-event-ws',
    `header-${base64url(JSON.stringify(authorization))}`,
  ]);
  const { promise, resolve } = Promise.withResolvers<End>();
  let silence: ReturnType<typeof setTimeout> | undefined;
  let longestSilenceMs = setUpMs;
  let acknowledgedMs = setUpMs;

  const end = (how: End): void => {
    clearTimeout(silence);
    signal.removeEventListener('abort', lose);
    socket.close();
    resolve(how);
  };
  const lose = (): void => end('lost');
  /** A connection that is silent for this long is dead, even without a close event. */
  const heard = (): void => {
    clearTimeout(silence);
    silence = setTimeout(lose, longestSilenceMs);
  };
  const take = ({ type, connectionTimeoutMs, events }: Message): void => {
    if (type === 'connection_ack') {
      acknowledgedMs = connectionTimeoutMs ?? longestSilenceMs;
      socket.send(JSON.stringify({ type: 'subscribe', id: '1', channel: options.channel, authorization }));
    } else if (type === 'subscribe_success') {
      longestSilenceMs = acknowledgedMs;
      heard();
      options.onSubscribed();
    } else if (type === 'data') {
      for (const event of events) options.onEvent(event);
    } else if (type === 'subscribe_error' || type === 'connection_error') {
      end('refused');
    }
  };

  signal.addEventListener('abort', lose);
  socket.addEventListener('open', () => socket.send(JSON.stringify({ type: 'connection_init' })));
  socket.addEventListener('close', lose); // It comes after an error, too.
  socket.addEventListener('message', ({ data }) => {
    if (signal.aborted) return;
    heard();
    const message = messageIn(String(data));
    if (message) take(message);
    else lose();
  });
  heard();
  return promise;
}

/** Undefined where the frame, or an event in it, is not a JSON object. Data has one event as JSON text, or a list of them. */
function messageIn(frame: string): Message | undefined {
  try {
    const { event, ...message } = objectIn(frame) as Omit<Message, 'events'> & { readonly event?: string | string[] };
    return { ...message, events: [event ?? []].flat().map(objectIn) };
  } catch {
    return undefined;
  }
}

function objectIn(text: string): object {
  const value: unknown = JSON.parse(text);
  if (typeof value !== 'object' || value === null) throw new SyntaxError('Not an object.');
  return value;
}

/** A token is ASCII, and so is a host. */
const base64url = (text: string): string => btoa(text).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
