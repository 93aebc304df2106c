import { isIP } from 'node:net';
import { callbackUrlFault } from '../../core/callback-url.ts';
import { InvalidCallbackUrlError } from '../../core/errors.ts';
import { mayCall } from '../webhook/addresses.ts';
import { hostOf } from '../webhook/resolve.ts';

/** Throws `InvalidCallbackUrlError` for a URL that would not be called, as far as that can be seen in the URL itself. */
export function checkCallbackUrl(callbackUrl: string | undefined, loopbackAllowed: boolean): void {
  if (callbackUrl === undefined) return;
  const fault = callbackUrlFault(callbackUrl, loopbackAllowed) ?? addressFault(new URL(callbackUrl), loopbackAllowed);
  if (fault) throw new InvalidCallbackUrlError(fault);
}

function addressFault(url: URL, loopbackAllowed: boolean): string | undefined {
  const host = hostOf(url);
  return isIP(host) === 0 || mayCall(url, host, loopbackAllowed) ? undefined : 'must lead to a public address';
}
