import type { LookupAddress } from 'node:dns';
import { lookup as systemLookup } from 'node:dns/promises';
import { CallbackRefusedError } from '../../core/errors.ts';
import { mayCall } from './addresses.ts';

/** Finds all addresses of a host. */
export type Lookup = (host: string) => Promise<LookupAddress[]>;

const lookupAll: Lookup = (host) => systemLookup(host, { all: true });

/** The host as a resolver wants it: an IPv6 address without its brackets. */
export const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[(.*)\]$/, '$1');

/**
 * The addresses that a URL's host stands for. Throws `CallbackRefusedError` when one of them may not be called: a name
 * that leads to a public address and to a private one is up to no good.
 */
export async function resolve(
  url: URL,
  loopbackAllowed: boolean,
  lookup: Lookup = lookupAll,
): Promise<LookupAddress[]> {
  const addresses = await lookup(hostOf(url));
  const refused = addresses.find(({ address }) => !mayCall(url, address, loopbackAllowed));
  if (refused) throw new CallbackRefusedError(url.hostname, refused.address);
  return addresses;
}
