import { identity } from '../../adapters/http/identity.ts';
import { type AuthorizationAnswer, authorizeChannel } from '../../adapters/push/authorize-channel.ts';

const riders = identity();

/** Decides whether the bearer of a token may connect, or subscribe to a channel. Throws when the token cannot be verified. */
export const handler = (request: unknown): Promise<AuthorizationAnswer> => authorizeChannel(riders, request);
