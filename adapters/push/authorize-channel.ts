import * as z from 'zod/mini';
import { riderChannels } from '../../core/push-channel.ts';
import type { Identity } from '../http/identity.ts';
import { ProblemError } from '../http/problem.ts';

/**
 * What AppSync asks a Lambda authorizer of an Event API:
 * https://docs.aws.amazon.com/appsync/latest/eventapi/configure-event-api-auth.html. Who connects names no channel yet.
 */
const authorizationRequestSchema = z.object({
  /** The `Authorization` that the client has sent. */
  authorizationToken: z.optional(z.string()),
  requestContext: z.object({
    operation: z.enum(['EVENT_CONNECT', 'EVENT_SUBSCRIBE', 'EVENT_PUBLISH']),
    channel: z.nullish(z.string()),
  }),
});

type AuthorizationRequest = z.infer<typeof authorizationRequestSchema>;

export interface AuthorizationAnswer {
  readonly isAuthorized: boolean;
  /** Seconds that AppSync keeps the answer for. */
  readonly ttlOverride: number;
}

/**
 * Lets riders connect, and listen to channels of their own rides; nobody publishes by a token. No answer is kept: it is
 * about one channel, and about a token as it was then.
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

/** A token that is not accepted is nobody's. When it cannot be judged, that is a failure, and the client tries again. */
function nobody(error: unknown): undefined {
  if (!(error instanceof ProblemError)) throw error;
}

/** Whether a channel is one of those that `all` (`/rides/x/*`) stands for, or all of them: one segment more, whatever it is. */
function isBelow(all: string, channel: string): boolean {
  const prefix = all.slice(0, -1);
  return channel.startsWith(prefix) && /^(\*|[A-Za-z0-9-]+)$/.test(channel.slice(prefix.length));
}
