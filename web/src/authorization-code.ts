import type { SignInConfig } from '../../cli/console/protocol.ts';

/** The authorization code flow of OAuth 2.0 with PKCE (RFC 6749, RFC 7636): the parts that need no browser. */

/** What must be kept between leaving for the sign-in page and returning. */
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

/** Why a sign-in failed; the message is for the user. */
export class SignInError extends Error {
  override readonly name = 'SignInError';
}

/** Random values that cannot be guessed. */
export const departure = (): Departure => ({ state: randomWord(), verifier: randomWord() });

const randomWord = (): string => base64Url(crypto.getRandomValues(new Uint8Array(32)));

/** The code challenge of a verifier: `S256` of RFC 7636. */
export async function challengeOf(verifier: string): Promise<string> {
  return base64Url(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier))));
}

const base64Url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '');

/** The address of the sign-in page. */
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

/** The address of the sign-out, which redirects back. */
export function signOutUrl({ signOutUrl, clientId, returnUrl }: SignInConfig): string {
  const url = new URL(signOutUrl);
  url.search = String(new URLSearchParams({ client_id: clientId, logout_uri: returnUrl }));
  return url.href;
}

/**
 * The authorization code in the query of the address; undefined when the user is not returning from the sign-in.
 * @throws SignInError when the server refused, or when this page did not start the sign-in
 */
export function codeIn(query: URLSearchParams, departed: Departure | undefined): string | undefined {
  const [code, refusal] = [query.get('code'), query.get('error')];
  if (code === null && refusal === null) return undefined;
  if (departed === undefined || query.get('state') !== departed.state) {
    throw new SignInError('This sign-in did not start in this tab. Sign in again.');
  }
  if (code === null) throw new SignInError(`The sign-in was refused (${query.get('error_description') ?? refusal}).`);
  return code;
}

/** The token request for a code. */
export const tokenRequest = ({ clientId, returnUrl }: SignInConfig, code: string, verifier: string): URLSearchParams =>
  new URLSearchParams({
    grant_type: 'authorization_code',
    client_id: clientId,
    redirect_uri: returnUrl,
    code,
    code_verifier: verifier,
  });

/**
 * The session in the token endpoint's response. The token's subject is read and not verified: the API verifies it.
 * @throws SignInError when the response holds no token
 */
export function sessionOf(answer: unknown, now: number): Session {
  const { access_token: token, expires_in: seconds } = (answer ?? {}) as Record<string, unknown>;
  const riderId = typeof token === 'string' ? subjectOf(token) : undefined;
  if (typeof token !== 'string' || typeof seconds !== 'number' || riderId === undefined) {
    throw new SignInError('The sign-in returned no token. Sign in again.');
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
