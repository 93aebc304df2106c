import { JwksValidationError } from 'aws-jwt-verify/error';
import type { Fetcher } from 'aws-jwt-verify/https';

/** Where an issuer describes itself (OpenID Connect Discovery 1.0). */
export const discoveryUrl = (issuer: string): string => `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;

/** Fetches an issuer's keys from where its description, at the URL that it is given, says that they are. */
export const discovering = (issuer: string, fetcher: Fetcher): Fetcher => ({
  fetch: async (url) => {
    const description = JSON.parse(new TextDecoder().decode(await fetcher.fetch(url)));
    if (description.issuer !== issuer) throw new JwksValidationError(`${url} describes ${description.issuer}.`);
    if (!String(description.jwks_uri).startsWith('https://')) {
      throw new JwksValidationError(`${url} names no keys that can be fetched by https.`);
    }
    return fetcher.fetch(description.jwks_uri);
  },
});
