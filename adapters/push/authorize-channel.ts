import * as z from 'zod/mini';
import { riderChannels } from '../../core/push-channel.ts';
import type { Identity } from '../http/identity.ts';
import { ProblemError } from '../http/problem.ts';

/**
 * What AppSync asks a Lambda authorizer of an Event API:
 * https://docs.aws.amazon.com/appsync/latest/eventapi/configure-event-api-auth.html. Who connects names no channel yet.
 */
const authorizationRequestSchema = z.object({
  /** The `Authorization` header of the client. */
  authorizationToken: z.optional(z.string()),
  requestContext: z.object({
    operation: z.enum(['EVENT_CONNECT', 'EVENT_SUBSCRIBE', 'EVENT_PUBLISH']),
    channel: z.nullish(z.string()),
  }),
});

type AuthorizationRequest = z.infer<typeof authorizationRequestSchema>;

export interface AuthorizationAnswer {
  readonly isAuthorized: boolean;
  /** Seconds for which AppSync caches the answer. */
  readonly ttlOverride: number;
}

/**
 * Lets riders connect, and subscribe to channels of their own rides; no token allows publishing. Answers are not cached: each
 * is about one channel, and about the token at that moment.
 */
export async function authorizeChannel(identity: Identity, asked: unknown): Promise<AuthorizationAnswer> {
  return { isAuthorized: await isTheirs(identity, authorizationRequestSchema.parse(asked)), ttlOverride: 0 };
}

async function isTheirs(identity: Identity, { authorizationToken, requestContext }: AuthorizationRequest) {
  const { operation, channel } = requestContext;
  const riderId = await identity.riderIdOf({ headers: { authorization: authorizationToken } }).catch(nobody);
  if (riderId === undefined) return false;
  if (operation === 'EVENT_CONNECT') return true;
  return operation === 'EVENT_SUBSCRIBE' && isBelow(await riderChannels(riderId), channel ?? '');
}

/** An invalid token gets no access. When it cannot be verified, that is a failure, and the client retries. */
function nobody(error: unknown): undefined {
  if (!(error instanceof ProblemError)) throw error;
}

/** Whether a channel is one of those that `all` (`/rides/x/*`) matches, or `all` itself: one more segment, whatever it is. */
function isBelow(all: string, channel: string): boolean {
  const prefix = all.slice(0, -1);
  return channel.startsWith(prefix) && /^(\*|[A-Za-z0-9-]+)$/.test(channel.slice(prefix.length));
}
