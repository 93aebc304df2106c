import { tokenOf } from './callers.ts';
import { defaultRider } from './defaults.ts';
import { CommandError, UsageError } from './errors.ts';
import { readId } from './values.ts';

/** Gives a token for the next call. */
export type GiveToken = () => Promise<string>;

/**
 * What says who asks: the token that is given, or one that is made on the spot where the API is on this machine, which
 * is the only place where such a token counts, and the only one that it is sent to.
 */
export function riderOf(
  apiUrl: string,
  { rider, token }: { readonly rider?: string | undefined; readonly token?: string | undefined },
  environment: Readonly<Record<string, string | undefined>>,
): GiveToken {
  if (rider !== undefined && token !== undefined) throw new UsageError('A token says who asks: leave out --rider.');
  const given = token ?? (rider === undefined ? environment.RIDE_REQUEST_TOKEN : undefined);
  if (given) return async () => given;
  requireThisMachine(apiUrl, 'say it with --token, or put it into $RIDE_REQUEST_TOKEN');
  const id = readId(rider ?? defaultRider, '--rider');
  return () => tokenOf('rider', id);
}

/** Throws `CommandError` where a token of this working copy does not count. */
export function requireThisMachine(apiUrl: string, whatToDo: string): void {
  if (isOnThisMachine(apiUrl)) return;
  throw new CommandError(`${apiUrl} is not on this machine, so it takes a token of its own issuer: ${whatToDo}.`);
}

/** The name of LocalStack's host leads to this machine, too. */
export function isOnThisMachine(apiUrl: string): boolean {
  const { hostname } = new URL(apiUrl);
  return /^(127(\.\d+){3}|\[::1\]|(.+\.)?localhost|(.+\.)?localhost\.localstack\.cloud)$/.test(hostname);
}
