import { functionFigures } from '../insides/function-figures.ts';
import { queueFigures } from '../insides/queue-figures.ts';
import type { AboutCloud } from './about-cloud.ts';
import type { HttpReply, HttpRequest } from './http-types.ts';
import { jsonReply as json } from './side-route.ts';

type Reply = (about: AboutCloud, query: URLSearchParams) => HttpReply | Promise<HttpReply>;

/** Outside of every stage, so that they hide no path of the API itself. */
const replies: Readonly<Record<string, Reply>> = {
  '/_cloud': describe,
  '/_cloud/logs': tellLogs,
  '/_cloud/messages': tellMessages,
  '/_cloud/queues': async (about) => json(200, { queues: await queueFigures(about) }),
  '/_cloud/functions': ({ functions }) => json(200, { functions: functionFigures(functions) }),
};

/** The answer to a request about the cloud and not about a resource of the API; undefined for all others. */
export async function cloudReply(
  { method, path, query }: HttpRequest,
  about: AboutCloud,
): Promise<HttpReply | undefined> {
  const reply = method === 'GET' && Object.hasOwn(replies, path) ? replies[path] : undefined;
  return reply?.(about, query);
}

/** Where the stack's services are; 503 until all of them are up. */
function describe({ description }: AboutCloud): HttpReply {
  return description ? json(200, description) : json(503, { message: 'The stack is still being created.' });
}

/**
 * The functions' log lines, filtered by `contains` (a text; of several, any) and `since` (epoch milliseconds, or a date and
 * time). Reports how many lines were dropped because the buffer was full.
 */
function tellLogs({ logs }: AboutCloud, query: URLSearchParams): HttpReply {
  if (!logs) return json(404, { message: 'This cloud keeps no logs.' });
  return withSince(query, (since) => {
    return { dropped: logs.dropped, entries: logs.entries({ contains: query.getAll('contains'), since }) };
  });
}

/** The messages that queues have delivered to functions, with the same filters. */
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
