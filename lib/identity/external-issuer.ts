import { variables } from '../../core/names.ts';
import type { Settings } from '../settings.ts';
import type { TokenIssuer } from './token-issuer.ts';

/** An OpenID Connect issuer outside of the stack. */
export function externalIssuer(
  issuer: string,
  audience: string,
  { signingKeySeconds }: Pick<Settings, 'signingKeySeconds'>,
): TokenIssuer {
  return {
    environment: {
      [variables.tokenIssuer]: issuer,
      [variables.tokenAudience]: audience,
      [variables.signingKeySeconds]: String(signingKeySeconds),
    },
    outputs: { Issuer: issuer },
  };
}
