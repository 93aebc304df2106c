import { decodeJwt } from 'jose';

/** Whom the token of an Authorization header speaks of; undefined when there is none. */
export const subjectOf = (authorization: unknown): string | undefined =>
  typeof authorization === 'string' ? decodeJwt(authorization.replace('Bearer ', '')).sub : undefined;
