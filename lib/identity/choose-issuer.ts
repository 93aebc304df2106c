import type { Construct } from 'constructs';
import { hasPart } from '../has-part.ts';
import type { Settings } from '../settings.ts';
import { DevelopmentIssuer, type PublicKeys } from './development-issuer.ts';
import { externalIssuer } from './external-issuer.ts';
import { RiderPool } from './rider-pool.ts';
import type { TokenIssuer } from './token-issuer.ts';

export interface IssuerParts {
  readonly developmentKeys: PublicKeys | undefined;
  /** The console's page, which riders sign in to. */
  readonly consoleUrl: string | undefined;
}

/**
 * The issuer that the settings name. Default: on AWS a user pool of the stack's own, elsewhere the development issuer. No
 * setting enables the development issuer on AWS.
 */
export function chooseIssuer(scope: Construct, settings: Settings, parts: IssuerParts): TokenIssuer {
  const { developmentKeys, consoleUrl } = parts;
  const { target, issuer, audience } = settings;
  if (target === 'aws' && developmentKeys) throw new Error('The development issuer has no place on AWS.');
  if (issuer !== undefined && audience !== undefined) return externalIssuer(issuer, audience, settings);
  if (hasPart(settings, 'userPool')) return new RiderPool(scope, 'Users', settings, consoleUrl);
  if (!developmentKeys) throw new Error(`A stack for ${target} needs an issuer, or the development issuer's keys.`);
  return new DevelopmentIssuer(scope, 'DevelopmentIssuer', developmentKeys);
}
