import { BlockList, isIP } from 'node:net';
import { UsageError } from '../errors.ts';

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/**
 * The origin of an emulator on this machine, such as `http://127.0.0.1:4566`. Throws `UsageError` for anything that
 * could lead elsewhere: a deploy must never reach AWS, or another machine, by mistake.
 */
export function loopbackEndpoint(text: string): string {
  if (!URL.canParse(text))
    throw new UsageError(`The endpoint must be a URL, such as http://127.0.0.1:4566, not ${text}.`);
  const url = new URL(text);
  const { protocol, username, password, pathname, search, hash, origin } = url;
  // The message does not quote it: it may contain a password.
  if (username || password) throw new UsageError('The endpoint must have no user name or password in it.');
  if (!/^https?:$/.test(protocol)) throw new UsageError(`The endpoint must begin with http://, not ${protocol}//.`);
  if (pathname !== '/' || search || hash)
    throw new UsageError(`The endpoint must be no more than ${origin}, not ${text}.`);
  if (!isLoopback(url.hostname)) {
    throw new UsageError(
      `The endpoint must be on this machine (localhost, 127.0.0.0/8 or [::1]), not ${url.hostname}. For AWS use \`npx cdk deploy\`.`,
    );
  }
  return origin;
}

function isLoopback(hostname: string): boolean {
  if (hostname === 'localhost') return true;
  const address = hostname.replace(/^\[(.*)\]$/, '$1');
  const family = isIP(address);
  return family !== 0 && loopback.check(address, family === 6 ? 'ipv6' : 'ipv4');
}
