import type { CloudDescription } from '../cloud-description.ts';
import type { DeliveredMessage } from '../insides/delivered-message.ts';
import { functionFigures } from '../insides/function-figures.ts';
import { type Queues, queueFigures } from '../insides/queue-figures.ts';
import type { Functions } from '../lambda/functions.ts';
import type { LogBuffer } from '../log-buffer.ts';
import type { AwsJsonClient } from '../services/aws-json-client.ts';
import type { HttpReply, HttpRequest } from './http-types.ts';
import { jsonReply as json, type SideRoute } from './side-route.ts';

/** What an API tells other processes on this machine of the cloud that serves it. */
export interface AboutCloud extends Queues {
  /** Undefined until all of the stack is there. */
  readonly description: CloudDescription | undefined;
  /** Undefined where none are kept. */
  readonly logs: LogBuffer | undefined;
  /** What queues have delivered; undefined where it is not kept. */
  readonly messages: LogBuffer<DeliveredMessage> | undefined;
  readonly functions: Functions;
  readonly dynamodb: AwsJsonClient;
  readonly routes: readonly SideRoute[];
  /** The directory that is served at `/`. */
  readonly site: string | undefined;
}

type Reply = (about: AboutCloud, query: URLSearchParams) => HttpReply | Promise<HttpReply>;

/** Outside of every stage, so that they take nothing from the API itself. */
const replies: Readonly<Record<string, Reply>> = {
  '/_cloud': describe,
  '/_cloud/logs': tellLogs,
  '/_cloud/messages': tellMessages,
  '/_cloud/queues': async (about) => json(200, { queues: await queueFigures(about) }),
  '/_cloud/functions': ({ functions }) => json(200, { functions: functionFigures(functions) }),
};

/** The answer to a request that asks about the cloud and not for anything of the API's own; undefined for all others. */
export async function cloudReply(
  { method, path, query }: HttpRequest,
  about: AboutCloud,
): Promise<HttpReply | undefined> {
  const reply = method === 'GET' && Object.hasOwn(replies, path) ? replies[path] : undefined;
  return reply?.(about, query);
}

/** Where the stack's services are; 503 until all of them are there. */
function describe({ description }: AboutCloud): HttpReply {
  return description ? json(200, description) : json(503, { message: 'The stack is still being created.' });
}

/**
 * What functions have logged: `contains` (a text; given several times, any of them) and `since` (epoch milliseconds, or
 * a date and time) choose. Says how many lines were dropped because there were too many.
 */
function tellLogs({ logs }: AboutCloud, query: URLSearchParams): HttpReply {
  if (!logs) return json(404, { message: 'This cloud keeps no logs.' });
  return withSince(query, (since) => {
    return { dropped: logs.dropped, entries: logs.entries({ contains: query.getAll('contains'), since }) };
  });
}

/** What queues have delivered to functions, chosen in the same way. */
function tellMessages({ messages }: AboutCloud, query: URLSearchParams): HttpReply {
  if (!messages) return json(404, { message: 'This cloud keeps no messages.' });
  return withSince(query, (since) => {
    const delivered = messages.entries({ contains: query.getAll('contains'), since });
    return {
      dropped: messages.dropped,
      messages: delivered.map(({ line: body, ...message }) => ({ ...message, body })),
    };
  });
}

function withSince(query: URLSearchParams, tell: (since: number) => unknown): HttpReply {
  const since = momentOf(query.get('since') ?? '0');
  if (Number.isNaN(since)) return json(400, { message: 'since must be epoch milliseconds or a date and time.' });
  return json(200, tell(since));
}

const momentOf = (text: string): number => (/^\d+$/.test(text) ? Number(text) : Date.parse(text));
