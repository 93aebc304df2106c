import ipaddr from 'ipaddr.js';

type Address = ReturnType<typeof ipaddr.process>;

/** IPv6's global unicast. What lies outside of it is reserved, or an IPv4 address in disguise. */
const globalUnicast = ipaddr.parseCIDR('2000::/3');

const isPublic = (address: Address): boolean =>
  address.range() === 'unicast' && (address.kind() === 'ipv4' || address.match(globalUnicast));

/**
 * Whether a call to a URL may go to an address that its host stands for: over https: to public addresses; to loopback,
 * over http: too, only where that is allowed. Private networks, link-local addresses (a cloud's metadata service is
 * one), shared, multicast and reserved ones are never called, nor IPv4 ones of these kinds that are written as IPv6.
 */
export function mayCall({ protocol }: URL, address: string, loopbackAllowed: boolean): boolean {
  const parsed = ipaddr.process(address);
  if (parsed.range() === 'loopback') return loopbackAllowed;
  return protocol === 'https:' && isPublic(parsed);
}
