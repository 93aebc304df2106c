import { describe, expect, it } from 'vitest';
import { mayCall } from '../../../adapters/webhook/addresses.ts';

const secure = new URL('https://rider.example/');
const plain = new URL('http://rider.example/');

const publicAddresses = ['8.8.8.8', '93.184.215.14', '2606:2800:21f:cb07:6820:80da:af6b:8b2c', '::ffff:8.8.8.8'];

const loopbackAddresses = [
  '127.0.0.1',
  '127.255.255.254',
  '::1',
  '::ffff:127.0.0.1',
  '::ffff:7f00:1',
  '0177.0.0.1',
  '2130706433',
];

const neverCalled: [kind: string, address: string][] = [
  ['private (10/8)', '10.0.0.1'],
  ['private (172.16/12)', '172.31.255.255'],
  ['private (192.168/16)', '192.168.0.1'],
  ['private, in octal', '0300.0250.0.1'],
  ['private, in one number', '167772161'],
  ['private, as IPv6', '::ffff:10.0.0.1'],
  ['private, as IPv6 in hexadecimal', '::ffff:a00:1'],
  ['link-local: the metadata service', '169.254.169.254'],
  ['the metadata service, as IPv6', '::ffff:169.254.169.254'],
  ['the metadata service in IPv6', 'fd00:ec2::254'],
  ['the task metadata service', '169.254.170.2'],
  ['link-local in IPv6', 'fe80::1'],
  ['link-local with a zone', 'fe80::1%eth0'],
  ['unique local', 'fc00::1'],
  ['site-local', 'fec0::1'],
  ['shared (100.64/10)', '100.64.0.1'],
  ['shared, its end', '100.127.255.255'],
  ['this network', '0.0.0.0'],
  ['unspecified', '::'],
  ['multicast', '224.0.0.1'],
  ['multicast in IPv6', 'ff02::1'],
  ['broadcast', '255.255.255.255'],
  ['reserved', '240.0.0.1'],
  ['for documentation', '192.0.2.1'],
  ['for documentation in IPv6', '2001:db8::1'],
  ['for benchmarks', '198.18.0.1'],
  ['for protocols', '192.0.0.170'],
  ['IPv4 behind NAT64', '64:ff9b::a00:1'],
  ['IPv4 behind 6to4', '2002:a00:1::'],
  ['IPv4 behind Teredo', '2001:0:a00:1::1'],
  ['IPv4-compatible', '::a00:1'],
  ['IPv4-translated', '::ffff:0:a00:1'],
  ['outside of global unicast', '4000::1'],
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

  it.each(neverCalled)('%s is never called: %s', (_kind, address) => {
    for (const url of [secure, plain]) {
      expect(mayCall(url, address, true)).toBe(false);
      expect(mayCall(url, address, false)).toBe(false);
    }
  });
});
