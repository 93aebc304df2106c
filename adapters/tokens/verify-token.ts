import { type Role, scopes } from '../../core/names.ts';

/** Whom a verified token speaks of. */
export interface Bearer {
  /** The token's subject: the same person in all of their tokens. */
  readonly id: string;
  readonly roles: ReadonlySet<Role>;
}

/** Tells whom a token speaks of. Throws `InvalidTokenError`, or `IssuerUnavailableError` when it cannot be judged. */
export type VerifyToken = (token: string) => Promise<Bearer>;

/** The claims that scopes are in: as text in `scope`, and with some issuers in `scp`, as text or as a list. */
export interface ScopeClaims {
  readonly scope?: unknown;
  readonly scp?: unknown;
}

/** The roles that a token's scopes stand for. */
export function rolesOf({ scope, scp }: ScopeClaims): Set<Role> {
  const granted = new Set([scope, scp].flat().flatMap((claim) => (typeof claim === 'string' ? claim.split(' ') : [])));
  return new Set((['rider', 'driver'] as const).filter((role) => granted.has(scopes[role])));
}
