import { randomUUID } from 'node:crypto';
import { ACCOUNT_ID } from '../identity.ts';

/** What a client may want to do. */
export type Operation = 'EVENT_CONNECT' | 'EVENT_SUBSCRIBE';

/** The headers that a client has sent for itself: `host` and, where a Lambda function authorizes, `Authorization`. */
export type Authorization = Readonly<Record<string, unknown>>;

/** Where what is wanted is about a channel. */
export interface AboutChannel {
  readonly channelNamespaceName: string;
  readonly channel: string;
}

/** Whether a client may. Never rejects: a function that fails, or answers something else, lets nobody in. */
export type Authorize = (authorization: Authorization, operation: Operation, about?: AboutChannel) => Promise<boolean>;

/**
 * Asks a Lambda function, as AppSync does each time when it keeps no answers:
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
