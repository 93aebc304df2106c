import type { LookupAddress, ResolverOptions } from 'node:dns';
import { Resolver } from 'node:dns/promises';
import { isIP } from 'node:net';
import { WebhookRefusedError } from '../../core/errors.ts';
import { mayCall } from './addresses.ts';

/** Finds all addresses of a name. Throws an error with a code: `ENOTFOUND` when there are none. */
export type Lookup = (name: string, signal: AbortSignal) => Promise<readonly LookupAddress[]>;

/** The host as a resolver wants it: an IPv6 address without its brackets. */
export const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[(.*)\]$/, '$1');

/** A domain's owner decides how slow its servers are. */
const usualPatience = { timeout: 1_000, tries: 2 };

/** What DNS says of names that lead nowhere. */
const noSuchName = new Set(['ENOTFOUND', 'ENODATA', 'EBADNAME']);

/**
 * Asks DNS, as `/etc/resolv.conf` says, or these servers. Not the system's own look-up: that takes one of four threads
 * for as long as a name's servers like, so that a few slow names would hold up all others.
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

/** A name leads nowhere only when DNS has said so of both kinds of address; else it may do so next time. */
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
 * The addresses that a URL's host stands for. Throws `WebhookRefusedError` when one of them may not be called: a name
 * that leads to a public address and to a private one is up to no good.
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
  // RFC 6761: the name is the machine's own, whatever a server says of it.
  return localhost.test(host) ? loopback : lookup(host, signal);
}
