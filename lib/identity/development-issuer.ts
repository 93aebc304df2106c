import { Construct } from 'constructs';
import { developmentIssuer, variables } from '../../core/names.ts';
import { onEmulator } from '../on-emulator.ts';
import type { TokenIssuer } from './token-issuer.ts';

/** A JSON Web Key Set with public keys only. */
export interface PublicKeys {
  readonly keys: readonly Readonly<Record<string, unknown>>[];
}

/**
 * The holder of this working copy's private key. The template itself keeps it off AWS: in an AWS account the functions get no
 * key, so that they accept no token.
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
