import { randomUUID } from 'node:crypto';
import { ACCOUNT_ID } from '../identity.ts';

/** The operations that a client may request. */
export type Operation = 'EVENT_CONNECT' | 'EVENT_SUBSCRIBE';

/** The headers that the client sent to authorize itself: `host` and, with a Lambda authorizer, `Authorization`. */
export type Authorization = Readonly<Record<string, unknown>>;

/** For operations on a channel. */
export interface AboutChannel {
  readonly channelNamespaceName: string;
  readonly channel: string;
}

/** Whether the client is allowed to. Never rejects: an authorizer that fails or answers anything else denies access. */
export type Authorize = (authorization: Authorization, operation: Operation, about?: AboutChannel) => Promise<boolean>;

/**
 * Invokes a Lambda authorizer, as AppSync does for each operation when caching is off:
 * https://docs.aws.amazon.com/appsync/latest/eventapi/configure-event-api-auth.html
 */
export function lambdaAuthorizer(
  apiId: string,
  invoke: (event: unknown) => Promise<unknown>,
  onEvent: (line: string) => void,
): Authorize {
  return async (authorization, operation, about) => {
    const token = tokenOf(authorization);
    if (token === undefined) return false;
    const requestContext = { apiId, accountId: ACCOUNT_ID, requestId: randomUUID(), operation, ...about };
    try {
      const answer = await invoke({ authorizationToken: token, requestContext, requestHeaders: authorization });
      return (answer as { isAuthorized?: unknown } | null)?.isAuthorized === true;
    } catch (error) {
      onEvent(`${operation}: the authorizer failed: ${error}`);
      return false;
    }
  };
}

/** The longest token that AppSync passes on to a function. */
const longestToken = 2048;

function tokenOf(authorization: Authorization): string | undefined {
  const [, token] = Object.entries(authorization).find(([name]) => name.toLowerCase() === 'authorization') ?? [];
  return typeof token === 'string' && token.length > 0 && token.length <= longestToken ? token : undefined;
}
