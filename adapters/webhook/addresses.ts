import { BlockList, isIP } from 'node:net';

/** Non-public IPv4: all of IANA's special-purpose registry, multicast and reserved blocks. */
const specialIpv4 = blocks('ipv4', [
  '0.0.0.0/8', // this network
  '10.0.0.0/8', // private use
  '100.64.0.0/10', // shared address space
  '127.0.0.0/8', // loopback
  '169.254.0.0/16', // link local: a cloud's metadata service is one
  '172.16.0.0/12', // private use
  '192.0.0.0/24', // IETF protocol assignments
  '192.0.2.0/24', // documentation
  '192.31.196.0/24', // AS112
  '192.52.193.0/24', // AMT
  '192.88.99.0/24', // 6to4 relays, deprecated
  '192.168.0.0/16', // private use
  '192.175.48.0/24', // AS112
  '198.18.0.0/15', // benchmarking
  '198.51.100.0/24', // documentation
  '203.0.113.0/24', // documentation
  '224.0.0.0/4', // multicast
  '240.0.0.0/4', // reserved, and the limited broadcast
]);

/**
 * IPv6 that IANA has allocated to the regional registries: https://www.iana.org/assignments/ipv6-unicast-address-assignments
 * as of 2024-11-01. An allow-list, because most of 2000::/3 is unallocated or has been returned (3ffe::/16), and everything
 * outside of it is special: embedded IPv4 (::ffff:0:0/96, 64:ff9b::/96), unique local, link local, multicast. Excluded are
 * 2001::/23 (protocols, Teredo) and 2002::/16 (6to4). A block that IANA allocates later is refused until it is added here.
 */
const allocatedIpv6 = blocks('ipv6', [
  '2001:200::/23',
  '2001:400::/23',
  '2001:600::/23',
  '2001:800::/22',
  '2001:c00::/23',
  '2001:e00::/23',
  '2001:1200::/23',
  '2001:1400::/22',
  '2001:1800::/23',
  '2001:1a00::/23',
  '2001:1c00::/22',
  '2001:2000::/19',
  '2001:4000::/23',
  '2001:4200::/23',
  '2001:4400::/23',
  '2001:4600::/23',
  '2001:4800::/23',
  '2001:4a00::/23',
  '2001:4c00::/23',
  '2001:5000::/20',
  '2001:8000::/19',
  '2001:a000::/20',
  '2001:b000::/20',
  '2003::/18',
  '2400::/12',
  '2410::/12',
  '2600::/12',
  '2610::/23',
  '2620::/23',
  '2630::/12',
  '2800::/12',
  '2a00::/12',
  '2a10::/12',
  '2c00::/12',
]);

/** The entries of IANA's special-purpose registry within the allocated blocks. */
const specialIpv6 = blocks('ipv6', [
  '2001:db8::/32', // documentation
  '2620:4f:8000::/48', // AS112
]);

const loopback = { ipv4: blocks('ipv4', ['127.0.0.0/8']), ipv6: blocks('ipv6', ['::1/128']) } as const;

type Family = 'ipv4' | 'ipv6';

function blocks(family: Family, prefixes: readonly string[]): BlockList {
  const list = new BlockList();
  for (const prefix of prefixes) {
    const [network = '', length] = prefix.split('/');
    list.addSubnet(network, Number(length), family);
  }
  return list;
}

const isPublic: Readonly<Record<Family, (address: string) => boolean>> = {
  ipv4: (address) => !specialIpv4.check(address, 'ipv4'),
  ipv6: (address) => allocatedIpv6.check(address, 'ipv6') && !specialIpv6.check(address, 'ipv6'),
};

/**
 * Whether a webhook may call an address of its URL's host: over https: public addresses; loopback, over http: too, only where
 * that is allowed. A text that is not an address in its usual form is refused.
 */
export function mayCall({ protocol }: URL, address: string, loopbackAllowed: boolean): boolean {
  // A text that is not an address is in none of the IPv6 lists.
  const family = isIP(address) === 4 ? 'ipv4' : 'ipv6';
  if (loopback[family].check(address, family)) return loopbackAllowed;
  return protocol === 'https:' && isPublic[family](address);
}
