import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dnsLookup, type Lookup, resolve } from '../../../adapters/webhook/resolve.ts';
import { WebhookRefusedError } from '../../../core/errors.ts';
import { deadPort } from '../../support/dead-port.ts';
import { type DnsServer, startDnsServer } from '../../support/dns-server.ts';

const at = (...addresses: string[]) => addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));

const { signal } = new AbortController();

const unasked: Lookup = () => expect.fail('The name was asked for.');

/** A resolver that knows one answer, and remembers what it was asked. */
function resolverOf(...addresses: string[]) {
  const asked: string[] = [];
  const lookup: Lookup = async (host) => {
    asked.push(host);
    return at(...addresses);
  };
  return { lookup, asked };
}

const resolved = (url: string, lookup: Lookup = unasked, loopbackAllowed = false) =>
  resolve(new URL(url), { loopbackAllowed, lookup, signal });

describe("a host's addresses", () => {
  it('are asked for once, and are those that are called', async () => {
    const { lookup, asked } = resolverOf('93.184.215.14', '2606:2800:21f::1');
    expect(await resolved('https://rider.example/a', lookup)).toEqual(at('93.184.215.14', '2606:2800:21f::1'));
    expect(asked).toEqual(['rider.example']);
  });

  it.each([
    ['10.0.0.1'],
    ['169.254.169.254'],
    ['127.0.0.1'],
    ['::1'],
    ['::ffff:93.184.215.14'],
    ['93.184.215.14', '10.0.0.1'],
    ['2606:2800:21f::1', '64:ff9b::a00:1'],
  ])('are refused when a name leads to %s %s', async (...addresses) => {
    const { lookup } = resolverOf(...addresses);
    await expect(resolved('https://rider.example/', lookup)).rejects.toThrow(WebhookRefusedError);
  });

  it.each([
    'https://[::1]/',
    'https://0177.0.0.1/',
    'https://2130706433/',
    'https://0x7f000001/',
    'https://[::ffff:127.0.0.1]/',
    'https://localhost/',
    'https://LOCALHOST.:9001/',
    'https://runtime.localhost/',
  ])('are refused when they are written down: %s', async (url) => {
    await expect(resolved(url)).rejects.toThrow(WebhookRefusedError);
  });

  it('may be loopback where that is allowed', async () => {
    expect(await resolved('http://[::1]:8080/', unasked, true)).toEqual(at('::1'));
    expect(await resolved('http://localhost:8080/', unasked, true)).toEqual(at('127.0.0.1', '::1'));
  });
});

describe('the look-up of a name', () => {
  let server: DnsServer;
  beforeAll(async () => {
    server = await startDnsServer({
      'both.example': ['93.184.215.14', '93.184.215.15', '2606:2800:21f::1'],
      'four.example': ['93.184.215.14'],
      'six.example': ['2606:2800:21f::1'],
      'empty.example': [],
      'broken.example': 'SERVFAIL',
      'half.example': { A: ['93.184.215.14'], AAAA: 'SERVFAIL' },
      'doubtful.example': { A: 'NXDOMAIN', AAAA: 'SERVFAIL' },
      'silent.example': 'silence',
    });
  });
  afterAll(() => server.stop());

  const lookUp = (name: string) => dnsLookup([server.address])(name, signal);

  it.each([
    ['both.example', ['93.184.215.14', '93.184.215.15', '2606:2800:21f::1']],
    ['four.example', ['93.184.215.14']],
    ['six.example', ['2606:2800:21f::1']],
    ['half.example', ['93.184.215.14']],
  ])('finds the addresses of both kinds: %s', async (name, addresses) => {
    expect(await lookUp(name)).toEqual(at(...addresses));
  });

  it.each(['missing.example', 'empty.example', 'a..b', `${'x'.repeat(64)}.example`])(
    'says of a name that has none: %s',
    async (name) => {
      await expect(lookUp(name)).rejects.toMatchObject({ code: 'ENOTFOUND' });
    },
  );

  it.each(['broken.example', 'doubtful.example'])('leaves it open where DNS did not say: %s', async (name) => {
    await expect(lookUp(name)).rejects.toMatchObject({ code: 'EAI_AGAIN' });
  });

  it('leaves it open where there is no DNS', async () => {
    await expect(dnsLookup([`127.0.0.1:${deadPort}`])('four.example', signal)).rejects.toMatchObject({
      code: 'EAI_AGAIN',
    });
  });

  it('ends with the call that it is for, and holds up no other meanwhile', { timeout: 10_000 }, async () => {
    const over = new AbortController();
    const endless = dnsLookup([server.address], { timeout: 1_000, tries: 1_000 });
    const slow = Array.from({ length: 20 }, () => endless('silent.example', over.signal).catch(({ code }) => code));
    expect(await lookUp('four.example')).toEqual(at('93.184.215.14'));
    over.abort();
    expect(new Set(await Promise.all(slow))).toEqual(new Set(['EAI_AGAIN']));
  });
});
