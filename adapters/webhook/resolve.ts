import type { LookupAddress, ResolverOptions } from 'node:dns';
import { Resolver } from 'node:dns/promises';
import { isIP } from 'node:net';
import { WebhookRefusedError } from '../../core/errors.ts';
import { mayCall } from './addresses.ts';

/** Finds all addresses of a name. Throws an error with a code: `ENOTFOUND` when there are none. */
export type Lookup = (name: string, signal: AbortSignal) => Promise<readonly LookupAddress[]>;

/** The host in the resolver's form: an IPv6 address without its brackets. */
export const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[(.*)\]$/, '$1');

/** A time limit is needed because a domain's owner controls how slow its servers are. */
const usualPatience = { timeout: 1_000, tries: 2 };

/** DNS errors of names without an address. */
const noSuchName = new Set(['ENOTFOUND', 'ENODATA', 'EBADNAME']);

/**
 * Queries DNS servers, those of `/etc/resolv.conf` or these. The system's own look-up blocks one of four threads until a
 * name's servers answer, so that a few slow names would block all others.
 */
export const dnsLookup =
  (servers?: readonly string[], patience: ResolverOptions = usualPatience): Lookup =>
  async (name, signal) => {
    const resolver = new Resolver(patience);
    if (servers) resolver.setServers(servers);
    const cancel = () => resolver.cancel();
    signal.addEventListener('abort', cancel);
    try {
      const answers = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)]);
      const found = answers.flatMap((answer, index) =>
        answer.status === 'fulfilled' ? answer.value.map((address) => ({ address, family: index === 0 ? 4 : 6 })) : [],
      );
      if (found.length === 0) throw lookupError(answers);
      return found;
    } finally {
      signal.removeEventListener('abort', cancel);
    }
  };

/** A name has no address only when DNS has said so for both address families; otherwise the next attempt may find one. */
function lookupError(answers: readonly PromiseSettledResult<unknown>[]): Error {
  const isKnown = answers.every((answer) => answer.status === 'fulfilled' || noSuchName.has(answer.reason.code));
  return Object.assign(new Error('The name has no address.'), { code: isKnown ? 'ENOTFOUND' : 'EAI_AGAIN' });
}

const localhost = /^(.+\.)?localhost\.?$/;

const loopback: readonly LookupAddress[] = [
  { address: '127.0.0.1', family: 4 },
  { address: '::1', family: 6 },
];

/**
 * The addresses of a URL's host. Throws `WebhookRefusedError` when one of them is forbidden: a name that resolves to a public
 * address and to a private one is suspicious.
 */
export async function resolve(
  url: URL,
  { loopbackAllowed, lookup, signal }: { loopbackAllowed: boolean; lookup: Lookup; signal: AbortSignal },
): Promise<readonly LookupAddress[]> {
  const addresses = await addressesOf(hostOf(url), lookup, signal);
  const refused = addresses.find(({ address }) => !mayCall(url, address, loopbackAllowed));
  if (refused) throw new WebhookRefusedError(url.hostname, refused.address);
  return addresses;
}

async function addressesOf(host: string, lookup: Lookup, signal: AbortSignal): Promise<readonly LookupAddress[]> {
  const family = isIP(host);
  if (family !== 0) return [{ address: host, family }];
  // RFC 6761: the name is always loopback, whatever a server answers.
  return localhost.test(host) ? loopback : lookup(host, signal);
}
