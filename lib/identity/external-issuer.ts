import { variables } from '../../core/names.ts';
import type { TokenIssuer } from './token-issuer.ts';

/** An OpenID Connect issuer that somebody else runs. */
export function externalIssuer(issuer: string, audience: string): TokenIssuer {
  return {
    environment: { [variables.tokenIssuer]: issuer, [variables.tokenAudience]: audience },
    outputs: { Issuer: issuer },
  };
}
