import { identity } from '../../adapters/http/identity.ts';
import { type AuthorizationAnswer, authorizeChannel } from '../../adapters/push/authorize-channel.ts';

const riders = identity();

/** Says whether the bearer of a token may connect, or listen to a channel. Throws when that cannot be said. */
export const handler = (request: unknown): Promise<AuthorizationAnswer> => authorizeChannel(riders, request);
