import type { CloudDescription } from '../cloud-description.ts';
import type { LogBuffer } from '../log-buffer.ts';
import type { HttpReply, HttpRequest } from './http-types.ts';

/** What an API tells other processes on this machine of the cloud that serves it. */
export interface AboutCloud {
  /** Undefined until all of the stack is there. */
  readonly description: CloudDescription | undefined;
  /** Undefined where none are kept. */
  readonly logs: LogBuffer | undefined;
}

/** Outside of every stage, so that they take nothing from the API itself. */
const replies: Readonly<Record<string, (about: AboutCloud, query: URLSearchParams) => HttpReply>> = {
  '/_cloud': describe,
  '/_cloud/logs': tellLogs,
};

/** The answer to a request that asks about the cloud and not for anything of the API's own; undefined for all others. */
export function cloudReply({ method, path, query }: HttpRequest, about: AboutCloud): HttpReply | undefined {
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
  const since = momentOf(query.get('since') ?? '0');
  if (Number.isNaN(since)) return json(400, { message: 'since must be epoch milliseconds or a date and time.' });
  return json(200, { dropped: logs.dropped, entries: logs.entries({ contains: query.getAll('contains'), since }) });
}

const momentOf = (text: string): number => (/^\d+$/.test(text) ? Number(text) : Date.parse(text));

const json = (statusCode: number, body: unknown): HttpReply => ({
  statusCode,
  headers: [['Content-Type', 'application/json']],
  body: JSON.stringify(body),
});
