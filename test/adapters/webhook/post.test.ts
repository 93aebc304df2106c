import { once } from 'node:events';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { callbackSender } from '../../../adapters/webhook/callback-sender.ts';
import type { Lookup } from '../../../adapters/webhook/resolve.ts';
import { signerOf } from '../../../adapters/webhook/sign.ts';
import { CallbackRefusedError, CallbackUnreachableError } from '../../../core/errors.ts';
import { type Answer, answering, startReceiver } from '../../support/webhook-receiver.ts';

const message = { id: 'ride_1_confirmed', body: '{"type":"ride.confirmed"}' };

/** A resolver that says of every name that it is this machine's. */
const localLookup = async () => [{ address: '127.0.0.1', family: 4 }];

const sender = (loopbackAllowed = true, lookup: Lookup = localLookup) =>
  callbackSender({
    signers: async () => [signerOf('secret')],
    loopbackAllowed,
    clock: () => new Date(),
    lookup,
  });

describe('posting to a receiver', () => {
  const stops: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const stop of stops.splice(0)) await stop();
  });

  const aReceiver = async (answer: Answer) => {
    const receiver = await startReceiver(answer);
    stops.push(receiver.stop);
    return receiver;
  };

  it.each([
    ['that refuses connections', 'http://127.0.0.1:1/secret', localLookup, 'ECONNREFUSED'],
    [
      'whose name leads nowhere',
      'https://rider.example/secret',
      () => Promise.reject(Object.assign(new Error('getaddrinfo ENOTFOUND rider.example'), { code: 'ENOTFOUND' })),
      'ENOTFOUND',
    ],
  ])('says of a receiver %s why, and not where it is', async (_which, url, lookup, code) => {
    await expect(sender(true, lookup).post(url, message)).rejects.toThrow(new CallbackUnreachableError(code));
  });

  it('goes to the address that was looked at, under the name that was asked for', async () => {
    const receiver = await aReceiver(answering(204));
    const url = receiver.url.replace('127.0.0.1', 'name-that-is-nowhere.test');
    expect(await sender().post(url, message)).toBe(204);
    const [call] = receiver.calls;
    expect(call).toMatchObject({ body: message.body, headers: { host: new URL(url).host, 'webhook-id': message.id } });
  });

  it('goes nowhere when the address is refused', async () => {
    const receiver = await aReceiver(answering(204));
    await expect(sender(false).post(receiver.url, message)).rejects.toThrow(CallbackRefusedError);
    expect(receiver.calls).toEqual([]);
  });

  it.each([200, 302, 410, 500])('gives the status %i back as it is', async (status) => {
    const receiver = await aReceiver(answering(status, { Location: 'http://127.0.0.1:9/' }));
    expect(await sender().post(receiver.url, message)).toBe(status);
  });

  it('hangs up on a receiver that says too much, and takes its status', async () => {
    let written = 0;
    let hungUp: unknown;
    const endless: Answer = (response) => {
      response.writeHead(200);
      const chunk = 'x'.repeat(16_384);
      const write = () => {
        while (!response.destroyed && response.write(chunk)) written += chunk.length;
      };
      response.on('drain', write);
      hungUp = once(response, 'close');
      write();
    };
    const receiver = await aReceiver(endless);
    expect(await sender().post(receiver.url, message)).toBe(200);
    await hungUp;
    // What the kernel's buffers hold comes on top of what is read.
    expect(written).toBeLessThan(32 * 1024 * 1024);
  });

  it('fails when nobody listens', async () => {
    const { url, stop } = await startReceiver(answering(200));
    await stop();
    await expect(sender().post(url, message)).rejects.toThrow('ECONNREFUSED');
  });

  it('asks for the certificate of the name, and trusts no other', async () => {
    const names: string[] = [];
    const server = createHttpsServer({
      SNICallback: (name, callback) => {
        names.push(name);
        callback(new Error('There is no certificate.'));
      },
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    stops.push(async () => void server.close());
    const { port } = server.address() as AddressInfo;
    await expect(sender().post(`https://rider.example:${port}/`, message)).rejects.toThrow();
    expect(names).toEqual(['rider.example']);
  });
});
