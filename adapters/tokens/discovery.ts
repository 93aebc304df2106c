import { JwksValidationError } from 'aws-jwt-verify/error';
import type { Fetcher } from 'aws-jwt-verify/https';
import * as z from 'zod/mini';
import { jsonOf } from '../../core/json-of.ts';

/** Where an issuer describes itself (OpenID Connect Discovery 1.0). */
export const discoveryUrl = (issuer: string): string => `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;

/** Fetches an issuer's keys from where its description, at the URL that it is given, says that they are. */
export const discovering = (issuer: string, fetcher: Fetcher): Fetcher => ({
  fetch: async (url) => {
    const description = descriptionSchema.safeParse(jsonOf(new TextDecoder().decode(await fetcher.fetch(url))));
    if (!description.success || description.data.issuer !== issuer) {
      throw new JwksValidationError(`${url} does not describe ${issuer}, with keys that are fetched by https.`);
    }
    return fetcher.fetch(description.data.jwks_uri);
  },
});

const descriptionSchema = z.object({ issuer: z.string(), jwks_uri: z.string().check(z.startsWith('https://')) });
