import { describe, expect, it } from 'vitest';
import { resolve } from '../../../adapters/webhook/resolve.ts';
import { CallbackRefusedError } from '../../../core/errors.ts';

const at = (...addresses: string[]) => addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));

/** A resolver that knows one answer, and remembers what it was asked. */
function resolverOf(...addresses: string[]) {
  const asked: string[] = [];
  const lookup = async (host: string) => {
    asked.push(host);
    return at(...addresses);
  };
  return { lookup, asked };
}

describe("a host's addresses", () => {
  it('are asked for once, and are those that are called', async () => {
    const { lookup, asked } = resolverOf('93.184.215.14', '2606:2800:21f::1');
    const addresses = await resolve(new URL('https://rider.example/a'), false, lookup);
    expect(addresses).toEqual(at('93.184.215.14', '2606:2800:21f::1'));
    expect(asked).toEqual(['rider.example']);
  });

  it.each([['10.0.0.1'], ['169.254.169.254'], ['127.0.0.1'], ['::1'], ['93.184.215.14', '10.0.0.1']])(
    'are refused when a name leads to %s %s',
    async (...addresses) => {
      const { lookup } = resolverOf(...addresses);
      await expect(resolve(new URL('https://rider.example/'), false, lookup)).rejects.toThrow(CallbackRefusedError);
    },
  );

  it.each([
    'https://[::1]/',
    'https://0177.0.0.1/',
    'https://2130706433/',
    'https://0x7f000001/',
    'https://[::ffff:127.0.0.1]/',
  ])('are refused when they are written down: %s', async (url) => {
    await expect(resolve(new URL(url), false)).rejects.toThrow(CallbackRefusedError);
  });

  it('may be loopback where that is allowed', async () => {
    expect(await resolve(new URL('http://[::1]:8080/'), true)).toEqual(at('::1'));
  });

  it('are not refused for good when there are none at the moment', async () => {
    const lookup = () => Promise.reject(new Error('EAI_AGAIN'));
    await expect(resolve(new URL('https://rider.example/'), false, lookup)).rejects.toThrow('EAI_AGAIN');
  });
});
