import * as z from 'zod/mini';
import type { FetchJson } from './fetch-json.ts';

/** Where an issuer describes itself (OpenID Connect Discovery 1.0). */
const discoveryUrl = (issuer: string): string => `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;

const descriptionSchema = z.object({ issuer: z.string(), jwks_uri: z.string().check(z.startsWith('https://')) });

/** Fetches an issuer's keys from the URL in its discovery document. Rejects when they are unavailable. */
export async function discoverKeys(issuer: string, fetch: FetchJson): Promise<unknown> {
  const url = discoveryUrl(issuer);
  const description = descriptionSchema.safeParse(await fetch(url));
  if (description.success && description.data.issuer === issuer) return fetch(description.data.jwks_uri);
  throw new Error(`${url} does not describe ${issuer} with a jwks_uri that begins with https:.`);
}
