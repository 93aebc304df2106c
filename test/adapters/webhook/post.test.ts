import { once } from 'node:events';
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type Patience, patience } from '../../../adapters/webhook/patience.ts';
import type { Lookup } from '../../../adapters/webhook/resolve.ts';
import { signersOf } from '../../../adapters/webhook/sign.ts';
import { webhookSender } from '../../../adapters/webhook/webhook-sender.ts';
import { SigningSecretError, WebhookFailedError, WebhookRefusedError } from '../../../core/errors.ts';
import { deadPort } from '../../support/dead-port.ts';
import { eventually } from '../../support/eventually.ts';
import { inMemoryWebhookPlaces } from '../../support/in-memory-webhook-places.ts';
import { type Answer, answering, startReceiver } from '../../support/webhook-receiver.ts';

const message = { id: 'ride_1_confirmed', body: '{"type":"ride.confirmed"}' };

/** A resolver that says of every name that it is this machine's. */
const localLookup: Lookup = async () => [{ address: '127.0.0.1', family: 4 }];

const clock = () => new Date();

/** Never ends a call. */
const endless: Patience = (_, call) => call(new AbortController().signal);

interface Sending {
  readonly loopbackAllowed?: boolean;
  readonly lookup?: Lookup;
  readonly wait?: Patience;
  readonly secret?: string;
}

function send(url: string, { loopbackAllowed = true, lookup = localLookup, wait = endless, secret }: Sending = {}) {
  const signers = async () => signersOf(secret ?? 'a-secret-of-more-than-24-characters');
  const sender = webhookSender({ signers, patience: wait, loopbackAllowed, clock, lookup });
  return sender.post({ url, riderId: 'rider-1' }, message);
}

const stops: (() => unknown)[] = [];
/** The connections that servers of the test have. */
const open = new Set<Socket>();
afterEach(async () => {
  vi.useRealTimers();
  for (const stop of stops.splice(0)) await stop();
});

const aReceiver = async (answer: Answer) => {
  const receiver = await startReceiver(answer);
  stops.push(receiver.stop);
  return receiver;
};

/** A server that does with each connection what it likes, once it has the whole request; its URL. */
async function aServer(act: (socket: Socket) => void): Promise<string> {
  const server: Server = createServer((socket) => {
    open.add(socket.on('error', () => {}).on('close', () => open.delete(socket)));
    let received = '';
    socket.on('data', (chunk) => {
      received += chunk;
      if (received.endsWith(message.body)) act(socket);
    });
    stops.push(() => socket.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  stops.push(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

describe('posting to a receiver', () => {
  it('goes to the address that was looked at, under the name that was asked for', async () => {
    const receiver = await aReceiver(answering(204));
    const url = receiver.url.replace('127.0.0.1', 'name-that-is-nowhere.test');
    expect(await send(url)).toBe(204);
    const [call] = receiver.calls;
    expect(call).toMatchObject({ body: message.body, headers: { host: new URL(url).host, 'webhook-id': message.id } });
  });

  it('asks for a name once a call, and goes where that answer leads, whatever the name stands for by then', async () => {
    const receiver = await aReceiver(answering(204));
    const url = receiver.url.replace('127.0.0.1', 'name-that-is-nowhere.test');
    const answers = ['127.0.0.1', '10.0.0.1'];
    const lookup: Lookup = async () => [{ address: answers.shift() ?? expect.fail('asked again'), family: 4 }];
    expect(await send(url, { lookup })).toBe(204);
    await expect(send(url, { lookup })).rejects.toThrow(WebhookRefusedError);
    expect(receiver.calls).toHaveLength(1);
  });

  it('has a connection of its own for each call, which no other call can come by', async () => {
    const receiver = await aReceiver(answering(200, { 'Keep-Alive': 'timeout=60', Connection: 'keep-alive' }));
    for (let sent = 0; sent < 3; sent += 1) expect(await send(receiver.url)).toBe(200);
    expect(receiver.connections()).toBe(3);
    for (const { headers } of receiver.calls) expect(headers.connection).toBe('close');
  });

  it('goes nowhere when the address is refused', async () => {
    const receiver = await aReceiver(answering(204));
    await expect(send(receiver.url, { loopbackAllowed: false })).rejects.toThrow(WebhookRefusedError);
    expect(receiver.calls).toEqual([]);
  });

  it.each(['', ' \n ', 'short', 'whsec_', '{"secret":"0123456789012345678901234567"}'])(
    'does not happen unsigned, with the secret %j',
    async (secret) => {
      const receiver = await aReceiver(answering(204));
      await expect(send(receiver.url, { secret })).rejects.toThrow(SigningSecretError);
      expect(receiver.connections()).toBe(0);
    },
  );

  it.each([200, 204, 302, 410, 500])('gives the status %i back as it is', async (status) => {
    const receiver = await aReceiver(answering(status, { Location: 'http://127.0.0.1:9/' }));
    expect(await send(receiver.url)).toBe(status);
    expect(receiver.calls).toHaveLength(1);
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
    stops.push(() => server.close());
    const { port } = server.address() as AddressInfo;
    await expect(send(`https://rider.example:${port}/`)).rejects.toThrow(WebhookFailedError);
    expect(names).toEqual(['rider.example']);
  });
});

/** So many rounds of the event loop that what was sent has come. */
async function rounds(): Promise<void> {
  for (let round = 0; round < 200; round += 1) await new Promise((resolve) => setImmediate(resolve));
}

const head = 'HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n';

describe('a status is the answer, when the body', () => {
  it.each<[string, (socket: Socket) => unknown]>([
    ['is there', (socket) => socket.end(`${head}Content-Length: 2\r\n\r\nok`)],
    ['is not there', (socket) => socket.write(`${head}Content-Length: 0\r\n\r\n`)],
    ['never begins', (socket) => socket.write(`${head}Content-Length: 10\r\n\r\n`)],
    ['never ends', (socket) => socket.write(`${head}Transfer-Encoding: chunked\r\n\r\n2\r\nok\r\n`)],
    ['has no length, and the connection stays open', (socket) => socket.write(`${head}\r\nok`)],
    ['breaks off', (socket) => socket.end(`${head}Content-Length: 10\r\n\r\nok`)],
    [
      'is reset in the middle',
      (socket) => socket.write(`${head}Content-Length: 10\r\n\r\nok`, () => socket.resetAndDestroy()),
    ],
    [
      'is reset before it begins',
      (socket) => socket.write(`${head}\r\n`, () => setTimeout(() => socket.resetAndDestroy(), 5)),
    ],
    ['is malformed', (socket) => socket.write(`${head}Transfer-Encoding: chunked\r\n\r\nno-size\r\n`)],
    [
      'drips',
      (socket) => {
        socket.write(`${head}Content-Length: 1000\r\n\r\n`);
        const timer = setInterval(() => socket.write('x'), 20);
        socket.on('close', () => clearInterval(timer));
      },
    ],
  ])('%s', async (_, act) => {
    expect(await send(await aServer(act))).toBe(200);
  });

  it('is huge: it is hung up on, before its time is over', { timeout: 10_000 }, async () => {
    vi.useFakeTimers({ toFake: ['setTimeout'] });
    const hungUp = Promise.withResolvers<void>();
    const huge: Answer = (response) => {
      response.writeHead(200);
      const write = () => {
        while (!response.destroyed && response.write('x'.repeat(16_384)));
      };
      response.on('drain', write);
      response.on('close', () => hungUp.resolve());
      write();
    };
    const receiver = await aReceiver(huge);
    expect(await send(receiver.url)).toBe(200);
    await hungUp.promise;
  });

  it('never ends: it is waited for until it is hung up on, and nothing of the call is left', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout'] });
    const headSent = Promise.withResolvers<void>();
    const hungUp = Promise.withResolvers<void>();
    const url = await aServer((socket) => {
      socket.on('close', () => hungUp.resolve());
      socket.write(`${head}Content-Length: 10\r\n\r\n`, () => headSent.resolve());
    });
    const settled = vi.fn();
    const sent = send(url).finally(settled);
    await headSent.promise;
    await rounds();
    expect(settled).not.toHaveBeenCalled();
    vi.advanceTimersByTime(250);
    expect(await sent).toBe(200);
    await hungUp.promise;
  });

  it('comes after all that the call may take', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const headSent = Promise.withResolvers<void>();
    const url = await aServer((socket) => socket.write(`${head}Content-Length: 10\r\n\r\n`, () => headSent.resolve()));
    const wait = patience({ places: inMemoryWebhookPlaces(), clock }, { anyMs: 200, crowdedMs: 200, withPlaceMs: 210 });
    const sent = send(url, { wait });
    await headSent.promise;
    await rounds();
    await vi.advanceTimersByTimeAsync(250);
    expect(await sent).toBe(200);
  });

  it('is preceded by others of no account', async () => {
    const early = 'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n'.repeat(50);
    const url = await aServer((socket) => socket.end(`${early}${head}Content-Length: 0\r\n\r\n`));
    expect(await send(url)).toBe(200);
  });
});

describe('there is no answer from a receiver', () => {
  const nameless =
    (code: string): Lookup =>
    () =>
      Promise.reject(Object.assign(new Error(`queryA ${code} rider.example`), { code }));

  it('that refuses connections: it leads nowhere', async () => {
    await expect(send(`http://127.0.0.1:${deadPort}/`)).rejects.toMatchObject({
      fault: 'ECONNREFUSED',
      leadsNowhere: true,
    });
  });

  it.each([
    ['ENOTFOUND', true],
    ['EAI_AGAIN', false],
  ])('whose name cannot be found: %s leads nowhere: %s', async (code, leadsNowhere) => {
    const lookup = nameless(code);
    const end = await send('https://rider.example/secret', { lookup }).catch((error: unknown) => error);
    expect(end).toMatchObject({ name: 'WebhookFailedError', fault: code, leadsNowhere });
    expect((end as Error).message).not.toContain('rider.example');
  });

  it.each<[string, (socket: Socket) => unknown]>([
    ['that hangs up', (socket) => socket.end()],
    ['that resets', (socket) => socket.resetAndDestroy()],
    ['that speaks something else', (socket) => socket.end('220 mail.example ESMTP\r\n')],
    ['that says half a head', (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-')],
    ['whose head is too long', (socket) => socket.write(`${head}X: ${'x'.repeat(100_000)}\r\n\r\n`)],
    [
      'that changes the protocol',
      (socket) => socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n'),
    ],
  ])('%s', async (_, act) => {
    const end = await send(await aServer(act)).catch((error: unknown) => error);
    expect(end).toMatchObject({ name: 'WebhookFailedError', leadsNowhere: false });
  });

  it.each<[string, (socket: Socket) => unknown]>([
    ['that says nothing', () => {}],
    [
      'that says nothing of account',
      (socket) => {
        const timer = setInterval(() => socket.write('HTTP/1.1 102 Processing\r\n\r\n'), 5);
        socket.on('close', () => clearInterval(timer));
      },
    ],
    [
      'whose head drips',
      (socket) => {
        socket.write(head);
        const timer = setInterval(() => socket.write('X: x\r\n'), 5);
        socket.on('close', () => clearInterval(timer));
      },
    ],
  ])('%s, and it is hung up on', async (_, act) => {
    const url = await aServer(act);
    const wait = patience({ places: inMemoryWebhookPlaces(), clock }, { anyMs: 100, crowdedMs: 100, withPlaceMs: 150 });
    await expect(send(url, { wait })).rejects.toThrow('no answer within 150 ms');
    // There may have been no connection yet on a busy machine.
    await eventually(() => expect(open.size).toBe(0));
  });

  it.each([
    new TypeError('x is not a function'),
    Object.assign(new TypeError('The "options" argument must be of type object.'), { code: 'ERR_INVALID_ARG_TYPE' }),
    Object.assign(new RangeError('Port should be >= 0.'), { code: 'ERR_SOCKET_BAD_PORT' }),
    new Error('There is no such thing.'),
  ])('and a mistake of our own is not taken for its failure: %s', async (ours) => {
    await expect(send('https://rider.example/', { lookup: () => Promise.reject(ours) })).rejects.toBe(ours);
  });
});
