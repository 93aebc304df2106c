import type { SignInConfig } from '../../cli/console/protocol.ts';

/** The authorization code flow of OAuth 2.0 with PKCE (RFC 6749, RFC 7636), as far as it needs no browser. */

/** What has to be remembered between leaving for the sign-in and coming back. */
export interface Departure {
  readonly state: string;
  readonly verifier: string;
}

/** Who is signed in, and until when. */
export interface Session {
  readonly token: string;
  /** An ISO 8601 date. */
  readonly expiresAt: string;
  readonly riderId: string;
}

/** Why somebody is not signed in, in words for them. */
export class SignInError extends Error {
  override readonly name = 'SignInError';
}

/** Words that nobody guesses. */
export const departure = (): Departure => ({ state: randomWord(), verifier: randomWord() });

const randomWord = (): string => base64Url(crypto.getRandomValues(new Uint8Array(32)));

/** What is told of a verifier before it is shown: `S256` of RFC 7636. */
export async function challengeOf(verifier: string): Promise<string> {
  return base64Url(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier))));
}

const base64Url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '');

/** Where people sign in. */
export async function authorizeUrl(signIn: SignInConfig, { state, verifier }: Departure): Promise<string> {
  const url = new URL(signIn.authorizeUrl);
  url.search = String(
    new URLSearchParams({
      response_type: 'code',
      client_id: signIn.clientId,
      redirect_uri: signIn.returnUrl,
      scope: signIn.scope,
      state,
      code_challenge: await challengeOf(verifier),
      code_challenge_method: 'S256',
    }),
  );
  return url.href;
}

/** Where people sign out, and come back from. */
export function signOutUrl({ signOutUrl, clientId, returnUrl }: SignInConfig): string {
  const url = new URL(signOutUrl);
  url.search = String(new URLSearchParams({ client_id: clientId, logout_uri: returnUrl }));
  return url.href;
}

/**
 * The code that somebody comes back with, by the query of the address; undefined when they do not come back.
 * @throws SignInError when the server refused, or when this page has not sent them there
 */
export function codeIn(query: URLSearchParams, departed: Departure | undefined): string | undefined {
  const [code, refusal] = [query.get('code'), query.get('error')];
  if (code === null && refusal === null) return undefined;
  if (departed === undefined || query.get('state') !== departed.state) {
    throw new SignInError('This sign-in was not begun here, so it is not taken. Sign in again.');
  }
  if (code === null) throw new SignInError(`The sign-in was refused (${query.get('error_description') ?? refusal}).`);
  return code;
}

/** What the token endpoint is sent for a code. */
export const tokenRequest = ({ clientId, returnUrl }: SignInConfig, code: string, verifier: string): URLSearchParams =>
  new URLSearchParams({
    grant_type: 'authorization_code',
    client_id: clientId,
    redirect_uri: returnUrl,
    code,
    code_verifier: verifier,
  });

/**
 * What the token endpoint has answered. Whom the token speaks of is read from it and not verified: the API does that.
 * @throws SignInError when it is no token
 */
export function sessionOf(answer: unknown, now: number): Session {
  const { access_token: token, expires_in: seconds } = (answer ?? {}) as Record<string, unknown>;
  const riderId = typeof token === 'string' ? subjectOf(token) : undefined;
  if (typeof token !== 'string' || typeof seconds !== 'number' || riderId === undefined) {
    throw new SignInError('The sign-in was answered without a token. Sign in again.');
  }
  return { token, expiresAt: new Date(now + 1_000 * seconds).toISOString(), riderId };
}

function subjectOf(token: string): string | undefined {
  try {
    const payload = (token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/');
    const { sub } = JSON.parse(atob(payload));
    return typeof sub === 'string' ? sub : undefined;
  } catch {
    return undefined;
  }
}
