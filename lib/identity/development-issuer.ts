import { Construct } from 'constructs';
import { developmentIssuer, variables } from '../../core/names.ts';
import { onEmulator } from '../on-emulator.ts';
import type { TokenIssuer } from './token-issuer.ts';

/** A JSON Web Key Set with nothing in it but public keys. */
export interface PublicKeys {
  readonly keys: readonly Readonly<Record<string, unknown>>[];
}

/**
 * Whoever has the private key of this working copy. The template itself keeps it off AWS: in an account there the
 * functions are given no key, so that no token is accepted.
 */
export class DevelopmentIssuer extends Construct implements TokenIssuer {
  readonly environment: Readonly<Record<string, string>>;
  readonly outputs = { Issuer: developmentIssuer.issuer };

  constructor(scope: Construct, id: string, keys: PublicKeys) {
    super(scope, id);
    this.environment = {
      [variables.tokenIssuer]: developmentIssuer.issuer,
      [variables.tokenAudience]: developmentIssuer.audience,
      [variables.tokenKeys]: onEmulator(this, JSON.stringify(keys), '{"keys":[]}'),
    };
  }
}
