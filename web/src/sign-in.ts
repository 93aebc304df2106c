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

/** Who is signed in; nobody, where nobody has to or nobody has. */
export const session = signal<Session | undefined>(undefined);

/** Why nobody is signed in any more. */
export const signInProblem = signal('');

// Kept for this tab alone, and gone with it.
const departureKey = 'ride-request.departure';
const sessionKey = 'ride-request.session';

/** A call that begins now has to have an end before the token has. */
const marginMs = 60_000;

/** What the page knows of the stack, for whoever is signed in: where people sign in, nobody listens before that. */
export async function signedIn(config: ConsoleConfig): Promise<ConsoleConfig> {
  if (config.signIn === undefined) return config;
  session.value ??= (await comeBack(config.signIn)) ?? stored();
  const { push, ...rest } = config;
  if (session.value === undefined) return rest;
  const { riderId, expiresAt } = session.value;
  setTimeout(endSession, Date.parse(expiresAt) - marginMs - Date.now());
  return { ...config, riderId };
}

/** Leaves for the sign-in. */
export async function signIn(config: SignInConfig): Promise<void> {
  const departing = departure();
  sessionStorage.setItem(departureKey, JSON.stringify(departing));
  location.assign(await authorizeUrl(config, departing));
}

/** Forgets who is signed in, here and at the sign-in. */
export function signOut(config: SignInConfig): void {
  forget();
  location.assign(signOutUrl(config));
}

/** The token of who is signed in. Throws `SignInError` when nobody is, or when the session has come to its end. */
export function tokenOfSession(): ConsoleToken {
  endSession();
  if (session.value === undefined) throw new SignInError(ended);
  return session.value;
}

const ended = 'Your sign-in has come to its end. Sign in again.';

/** Forgets a session that has come to its end. */
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
    // A code is of use once, and has no place in the history.
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
