import { tokenOf } from './callers.ts';
import { defaultRider } from './defaults.ts';
import { CommandError, UsageError } from './errors.ts';
import { readId, readToken } from './values.ts';

/** Returns a token for the next call. */
export type GiveToken = () => Promise<string>;

/**
 * The caller's token: the given one, or a token made here if the API is on this machine. Such a token is valid on this
 * machine only, and sent nowhere else.
 */
export function riderOf(
  apiUrl: string,
  { rider, token }: { readonly rider?: string | undefined; readonly token?: string | undefined },
  environment: Readonly<Record<string, string | undefined>>,
): GiveToken {
  if (rider !== undefined && token !== undefined)
    throw new UsageError('A token identifies the rider: leave out --rider.');
  const given = token ?? (rider === undefined ? tokenIn(environment) : undefined);
  if (given !== undefined) return async () => given;
  requireThisMachine(apiUrl, 'set one with --token or $RIDE_REQUEST_TOKEN');
  const id = readId(rider ?? defaultRider, '--rider');
  return () => tokenOf('rider', id);
}

/** An empty variable counts as unset. */
const tokenIn = ({ RIDE_REQUEST_TOKEN: text }: Readonly<Record<string, string | undefined>>): string | undefined =>
  text ? readToken(text, '$RIDE_REQUEST_TOKEN') : undefined;

/** Throws `CommandError` if the API does not accept tokens of this working copy. */
export function requireThisMachine(apiUrl: string, whatToDo: string): void {
  if (isOnThisMachine(apiUrl)) return;
  throw new CommandError(`${apiUrl} is not on this machine, so it accepts only tokens of its own issuer: ${whatToDo}.`);
}

/** LocalStack's host name resolves to this machine, too. */
export function isOnThisMachine(apiUrl: string): boolean {
  const { hostname } = new URL(apiUrl);
  return /^(127(\.\d+){3}|\[::1\]|(.+\.)?localhost|(.+\.)?localhost\.localstack\.cloud)$/.test(hostname);
}
