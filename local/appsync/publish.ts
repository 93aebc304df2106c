import { randomUUID } from 'node:crypto';
import { type HttpReply, type HttpRequest, headerOf } from '../api/http-types.ts';
import { heardAt, segmentsOf } from './channel.ts';
import { badRequest, errorOf, recordOf, unauthorized } from './protocol.ts';
import type { Subscriptions } from './subscriptions.ts';

const mostEvents = 5;
/** Of each event. */
const mostBytes = 240 * 1024;

/** A version 4 signature. It is not verified: all local callers share one key. */
const signature =
  /^AWS4-HMAC-SHA256 Credential=[^,]+\/appsync\/aws4_request, ?SignedHeaders=[^,]+, ?Signature=[0-9a-f]{64}$/;

/** Publishes up to five events on a channel: https://docs.aws.amazon.com/appsync/latest/eventapi/publish-http.html */
export function publish(
  request: HttpRequest,
  subscriptions: Subscriptions,
  hasNamespace: (name: string) => boolean,
): HttpReply {
  if (`${request.method} ${request.path}` !== 'POST /event')
    return json(404, errorOf('NotFound', 'There is nothing here.'));
  if (!signature.test(headerOf(request, 'authorization') ?? '')) return json(401, unauthorized());
  const { channel, events } = recordOf(request.body.toString()) ?? {};
  const segments = segmentsOf(channel);
  if (!segments || !hasNamespace(segments[0] ?? '')) return json(400, badRequest('There is no such channel.'));
  if (!isBatch(events)) return json(400, badRequest(`One to ${mostEvents} events are needed, each a text.`));
  const paths = heardAt(segments);
  const answers = events.map((event, index) => ({ event, identifier: randomUUID(), index, refused: refusalOf(event) }));
  for (const { event, refused } of answers) if (!refused) subscriptions.tell(paths, event);
  return json(200, {
    failed: answers.flatMap(({ identifier, index, refused }) => (refused ? [{ identifier, index, ...refused }] : [])),
    successful: answers.flatMap(({ identifier, index, refused }) => (refused ? [] : [{ identifier, index }])),
  });
}

const isBatch = (events: unknown): events is string[] =>
  Array.isArray(events) &&
  events.length >= 1 &&
  events.length <= mostEvents &&
  events.every((event) => typeof event === 'string');

/** Why an event of a batch is rejected. */
function refusalOf(event: string): { code: number; message: string } | undefined {
  if (Buffer.byteLength(event) > mostBytes) return { code: 413, message: 'The event is too large.' };
  try {
    JSON.parse(event);
    return undefined;
  } catch {
    return { code: 400, message: 'The event is not JSON.' };
  }
}

const json = (statusCode: number, body: unknown): HttpReply => ({
  statusCode,
  headers: [['Content-Type', 'application/json']],
  body: JSON.stringify(body),
});
