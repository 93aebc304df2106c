import { describe, expect, it } from 'vitest';
import { mayCall } from '../../../adapters/webhook/addresses.ts';

const secure = new URL('https://rider.example/');
const plain = new URL('http://rider.example/');

/** The first and the last address of what is public beside what is not, and some of well-known services. */
const publicAddresses = [
  '1.0.0.0',
  '8.8.8.8',
  '9.255.255.255',
  '11.0.0.0',
  '100.63.255.255',
  '100.128.0.0',
  '126.255.255.255',
  '128.0.0.0',
  '169.253.255.255',
  '169.255.0.0',
  '172.15.255.255',
  '172.32.0.0',
  '192.0.1.0',
  '192.0.3.0',
  '192.88.98.255',
  '192.88.100.0',
  '192.167.255.255',
  '192.169.0.0',
  '198.17.255.255',
  '198.20.0.0',
  '198.51.99.255',
  '198.51.101.0',
  '203.0.112.255',
  '203.0.114.0',
  '223.255.255.255',
  '2001:200::',
  '2001:5ff:ffff:ffff:ffff:ffff:ffff:ffff',
  '2001:db7:ffff:ffff:ffff:ffff:ffff:ffff',
  '2001:db9::',
  '2001:4860:4860::8888',
  '2003:3fff:ffff:ffff:ffff:ffff:ffff:ffff',
  '2400::1',
  '2410::1',
  '241f:ffff:ffff:ffff:ffff:ffff:ffff:ffff',
  '2600:1f00::1',
  '2606:4700::1111',
  '2610:1ff::1',
  '2620:fe::fe',
  '2620:4f:7fff::1',
  '263f::1',
  '2800::1',
  '2a00:1450::1',
  '2a1f::1',
  '2c0f::1',
];

const loopbackAddresses = ['127.0.0.1', '127.0.0.0', '127.255.255.254', '127.255.255.255', '::1', '0:0:0:0:0:0:0:1'];

const neverCalled: [kind: string, ...addresses: string[]][] = [
  ['this network (0/8)', '0.0.0.0', '0.255.255.255'],
  ['private (10/8)', '10.0.0.0', '10.0.0.1', '10.255.255.255'],
  ['shared (100.64/10)', '100.64.0.0', '100.127.255.255'],
  ['link-local (169.254/16), and the metadata services', '169.254.0.0', '169.254.169.254', '169.254.170.2'],
  ['private (172.16/12)', '172.16.0.0', '172.31.255.255'],
  ['for protocols (192.0.0/24)', '192.0.0.0', '192.0.0.8', '192.0.0.170', '192.0.0.255'],
  ['for documentation (192.0.2/24)', '192.0.2.0', '192.0.2.255'],
  ['AS112 and AMT', '192.31.196.1', '192.175.48.1', '192.52.193.1'],
  ['6to4 relays (192.88.99/24)', '192.88.99.0', '192.88.99.2', '192.88.99.255'],
  ['private (192.168/16)', '192.168.0.0', '192.168.255.255'],
  ['for benchmarks (198.18/15)', '198.18.0.0', '198.19.255.255'],
  ['for documentation (198.51.100/24)', '198.51.100.0', '198.51.100.255'],
  ['for documentation (203.0.113/24)', '203.0.113.0', '203.0.113.255'],
  ['multicast (224/4)', '224.0.0.0', '239.255.255.255'],
  ['reserved (240/4)', '240.0.0.0', '255.255.255.254'],
  ['broadcast', '255.255.255.255'],
  ['unspecified', '::', '0:0:0:0:0:0:0:0'],
  ['IPv4-compatible', '::8.8.8.8', '::a00:1', '::7f00:1'],
  ['IPv4-mapped (::ffff:0:0/96)', '::ffff:8.8.8.8', '::ffff:10.0.0.1', '::ffff:a00:1', '::ffff:169.254.169.254'],
  ['loopback, IPv4-mapped', '::ffff:127.0.0.1', '::ffff:7f00:1'],
  ['IPv4-translated', '::ffff:0:a00:1'],
  ['IPv4 behind NAT64', '64:ff9b::808:808', '64:ff9b::a00:1', '64:ff9b:1::', '64:ff9b:1:ffff::1'],
  ['discard-only (100::/64) and dummy (100:0:0:1::/64)', '100::', '100::1', '100:0:0:1::1'],
  ['for protocols (2001::/23)', '2001::', '2001:1::1', '2001:2::1', '2001:4:112::1', '2001:20::1', '2001:1ff::1'],
  ['IPv4 behind Teredo', '2001:0:a00:1::1'],
  ['for documentation (2001:db8::/32)', '2001:db8::', '2001:db8:ffff:ffff:ffff:ffff:ffff:ffff'],
  ['between the allocated blocks', '2001:1000::1', '2001:1100::1', '2001:6000::1', '2001:c000::1', '2004::1'],
  ['beyond the ends of allocated blocks', '2003:4000::1', '2420::1', '2610:200::1', '2620:200::1', '2640::1'],
  ['6to4 (2002::/16)', '2002::', '2002:808:808::1', '2002:a00:1::'],
  ['AS112 in IPv6', '2620:4f:8000::1'],
  ['returned or never given out', '2d00::1', '2e00::1', '2fff::1', '3000::1', '3ffe::1', '3ffe:ffff::1'],
  ['for documentation (3fff::/20)', '3fff::', '3fff:fff::1'],
  ['outside of global unicast', '1fff::1', '4000::1', '8000::1', 'e000::1'],
  ['of the old 6bone, and SRv6 (5f00::/16)', '5f00::1', '5fff::1'],
  ['unique local (fc00::/7)', 'fc00::1', 'fdff::1', 'fd00:ec2::254'],
  ['link-local (fe80::/10)', 'fe80::1', 'febf::1', 'fe80::1%eth0'],
  ['site-local (fec0::/10)', 'fec0::1', 'feff::1'],
  ['multicast (ff00::/8)', 'ff00::1', 'ff02::1', 'ffff::1'],
  ['no address, or not in its usual form', '', 'rider.example', '0300.0250.0.1', '0177.0.0.1', '167772161', '8.8.8.8 '],
];

describe('an address', () => {
  it.each(publicAddresses)('%s is called over https', (address) => {
    expect(mayCall(secure, address, false)).toBe(true);
    expect(mayCall(plain, address, true)).toBe(false);
  });

  it.each(loopbackAddresses)('%s is called where loopback is allowed', (address) => {
    for (const url of [secure, plain]) {
      expect(mayCall(url, address, true)).toBe(true);
      expect(mayCall(url, address, false)).toBe(false);
    }
  });

  it.each(neverCalled)('is never called: %s', (_kind, ...addresses) => {
    const called = addresses.flatMap((address) =>
      [secure, plain].flatMap((url) =>
        [true, false].filter((loopbackAllowed) => mayCall(url, address, loopbackAllowed)).map(() => address),
      ),
    );
    expect(called).toEqual([]);
  });
});
