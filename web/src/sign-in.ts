import { signal } from '@preact/signals';
import type { ConsoleConfig, ConsoleToken, SignInConfig } from '../../cli/console/protocol.ts';
import {
  authorizeUrl,
  codeIn,
  type Departure,
  departure,
  type Session,
  SignInError,
  sessionOf,
  signOutUrl,
  tokenRequest,
} from './authorization-code.ts';

/** The current session; undefined without sign-in, or when signed out. */
export const session = signal<Session | undefined>(undefined);

/** Why the session ended. */
export const signInProblem = signal('');

// Kept in this tab only, until it is closed.
const departureKey = 'ride-request.departure';
const sessionKey = 'ride-request.session';

/** A call that begins now must finish before the token expires. */
const marginMs = 60_000;

/** What the page knows of the stack, available once signed in: with sign-in, nothing is subscribed to before that. */
export async function signedIn(config: ConsoleConfig): Promise<ConsoleConfig> {
  if (config.signIn === undefined) return config;
  session.value ??= (await comeBack(config.signIn)) ?? stored();
  const { push, ...rest } = config;
  if (session.value === undefined) return rest;
  const { riderId, expiresAt } = session.value;
  setTimeout(endSession, Date.parse(expiresAt) - marginMs - Date.now());
  return { ...config, riderId };
}

/** Leaves for the sign-in page. */
export async function signIn(config: SignInConfig): Promise<void> {
  const departing = departure();
  sessionStorage.setItem(departureKey, JSON.stringify(departing));
  location.assign(await authorizeUrl(config, departing));
}

/** Ends the session, here and at the sign-in. */
export function signOut(config: SignInConfig): void {
  forget();
  location.assign(signOutUrl(config));
}

/** The token of the signed-in user. Throws `SignInError` when nobody is signed in, or the session has expired. */
export function tokenOfSession(): ConsoleToken {
  endSession();
  if (session.value === undefined) throw new SignInError(ended);
  return session.value;
}

const ended = 'Your session has expired. Sign in again.';

/** Removes an expired session. */
function endSession(): void {
  if (session.value === undefined || isFresh(session.value)) return;
  forget();
  signInProblem.value = ended;
}

async function comeBack(config: SignInConfig): Promise<Session | undefined> {
  const departed = taken<Departure>(departureKey);
  const query = new URLSearchParams(location.search);
  try {
    const code = codeIn(query, departed);
    if (code === undefined || departed === undefined) return undefined;
    const found = await exchange(config, code, departed.verifier);
    sessionStorage.setItem(sessionKey, JSON.stringify(found));
    return found;
  } catch (error) {
    signInProblem.value = (error as Error).message;
    return undefined;
  } finally {
    // A code can be used once, and does not belong in the history.
    if (query.size > 0) history.replaceState(null, '', location.pathname);
  }
}

async function exchange(config: SignInConfig, code: string, verifier: string): Promise<Session> {
  const body = tokenRequest(config, code, verifier);
  const response = await fetch(config.tokenUrl, { method: 'POST', body }).catch(() => undefined);
  if (!response?.ok) throw new SignInError('The sign-in could not be completed. Sign in again.');
  return sessionOf(await response.json().catch(() => undefined), Date.now());
}

function stored(): Session | undefined {
  const found = parsed<Session>(sessionStorage.getItem(sessionKey));
  return found && isFresh(found) ? found : undefined;
}

const isFresh = ({ expiresAt }: Session): boolean => Date.parse(expiresAt) - marginMs > Date.now();

function forget(): void {
  sessionStorage.removeItem(sessionKey);
  session.value = undefined;
}

function taken<Value>(key: string): Value | undefined {
  const text = sessionStorage.getItem(key);
  sessionStorage.removeItem(key);
  return parsed(text);
}

const parsed = <Value>(text: string | null): Value | undefined => (text === null ? undefined : JSON.parse(text));
