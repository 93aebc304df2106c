import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LogEntry } from '../../../local/index.ts';
import { eventApiCall } from '../../support/event-api-call.ts';
import { type ConnectOptions, connectTo, type EventClient } from '../../support/event-client.ts';
import { eventually } from '../../support/eventually.ts';
import { eventApiParts, eventConfig } from '../support/event-api-parts.ts';
import { type TestCloud, testCloud } from '../support/test-cloud.ts';

const idle = 200;

describe('an Event API of the embedded cloud', () => {
  let cloud: TestCloud;
  const clients: EventClient[] = [];

  beforeAll(async () => {
    cloud = await testCloud(eventApiParts);
  });
  afterAll(async () => {
    for (const client of clients) client.close();
    await cloud.stop();
  });

  const connect = async (name: string, options?: ConnectOptions): Promise<EventClient> => {
    const client = await connectTo(cloud.outputs.RealtimeUrl ?? '', name, options);
    clients.push(client);
    return client;
  };
  const publish = (channel: unknown, ...events: unknown[]) =>
    eventApiCall(cloud.outputs.HttpUrl ?? '', { channel, events });

  it('is on loopback, and its addresses are said as they are', () => {
    expect(cloud.outputs.HttpUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/event$/);
    expect(cloud.outputs.RealtimeUrl).toBe(`${cloud.outputs.HttpUrl?.replace('http:', 'ws:')}/realtime`);
  });

  it('acknowledges a client, and says how long silence may last', async () => {
    const client = await connect('ann');
    expect(client.socket.protocol).toBe('aws-appsync-event-ws');
    client.send({ type: 'connection_init' });
    expect(await client.told({ type: 'connection_ack' })).toEqual({
      type: 'connection_ack',
      connectionTimeoutMs: 300_000,
    });
  });

  it('brings what is published to who listens, as it was published, and to nobody else', async () => {
    const [one, other] = [await connect('bob'), await connect('cleo')];
    expect(await one.subscribe('a', '/rooms/bob')).toEqual({ type: 'subscribe_success', id: 'a' });
    await other.subscribe('a', '/rooms/cleo');
    const answer = await publish('rooms/bob', '{"n": 1}', '"two"');
    expect(answer).toEqual({
      status: 200,
      body: {
        failed: [],
        successful: [
          { identifier: expect.any(String), index: 0 },
          { identifier: expect.any(String), index: 1 },
        ],
      },
    });
    await one.told({ type: 'data', id: 'a', event: '{"n": 1}' });
    await one.told({ type: 'data', id: 'a', event: '"two"' });
    await publish('/rooms/cleo', '3');
    await other.told({ type: 'data', event: '3' });
    expect(other.messages.filter(({ type }) => type === 'data')).toHaveLength(1);
  });

  it('brings to a wildcard all that lies below it', async () => {
    const client = await connect('dan');
    await client.subscribe('all', '/rooms/dan/*');
    await publish('/rooms/dan', '"above"');
    await publish('/rooms/dan/1', '"below"');
    await publish('/rooms/dan/1/2', '"further below"');
    await client.told({ id: 'all', event: '"further below"' });
    expect(client.messages.filter(({ type }) => type === 'data').map(({ event }) => event)).toEqual([
      '"below"',
      '"further below"',
    ]);
  });

  it('asks the authorizer of the template who may connect, and listen to what', async () => {
    const client = await connect('eve');
    await client.subscribe('a', 'rooms/eve');
    const isAsked = ({ stream, line }: LogEntry) => stream === 'stdout' && line.includes('Bearer eve');
    const [connecting, subscribing] = (await cloud.log.until(isAsked, 2)).map(({ line }) => JSON.parse(line));
    expect(connecting).toMatchObject({
      authorizationToken: 'Bearer eve',
      requestContext: { apiId: expect.any(String), operation: 'EVENT_CONNECT' },
      requestHeaders: { Authorization: 'Bearer eve' },
    });
    expect(connecting.requestContext).not.toHaveProperty('channel');
    expect(subscribing.requestContext).toMatchObject({
      operation: 'EVENT_SUBSCRIBE',
      channelNamespaceName: 'rooms',
      channel: '/rooms/eve',
    });
  });

  it.each(['nobody', 'broken', 'x'.repeat(2048)])(
    'tells whoever may not connect so, and hangs up: %s',
    async (name) => {
      const client = await connect(name);
      client.send({ type: 'connection_init' });
      const error = { errorType: 'UnauthorizedException', message: expect.any(String) };
      if (client.socket.readyState !== client.socket.CLOSED) await once(client.socket, 'close');
      expect(client.messages).toEqual([{ type: 'connection_error', errors: [error] }]);
    },
  );

  it.each([
    ["another's channel", 'a', '/rooms/gus', {}, 'UnauthorizedException'],
    ["another's channels", 'a', '/rooms/*', {}, 'UnauthorizedException'],
    ['no authorization', 'a', '/rooms/fay', {}, 'UnauthorizedException'],
    ['a namespace that is not there', 'a', '/halls/fay', undefined, 'BadRequestException'],
    ['no channel', 'a', '/rooms/a b', undefined, 'BadRequestException'],
    ['no id', undefined, '/rooms/fay', undefined, 'BadRequestException'],
  ])('refuses to let listen to %s', async (_, id, channel, authorization, errorType) => {
    const client = await connect('fay');
    const answer = await client.subscribe(id, channel, channel === '/rooms/fay' ? authorization : undefined);
    expect(answer).toMatchObject({ type: 'subscribe_error', errors: [{ errorType }] });
    await publish('/rooms/gus', '1');
    expect(client.messages.filter(({ type }) => type === 'data')).toEqual([]);
  });

  it('takes an id once, and lets it go', async () => {
    const client = await connect('hal');
    await client.subscribe('a', '/rooms/hal');
    expect(await client.subscribe('a', '/rooms/hal/1')).toMatchObject({ type: 'subscribe_error' });
    client.send({ type: 'unsubscribe', id: 'a' });
    await client.told({ type: 'unsubscribe_success', id: 'a' });
    client.send({ type: 'unsubscribe', id: 'a' });
    await client.told({ type: 'unsubscribe_error', id: 'a' });
    await publish('/rooms/hal', '1');
    expect(await client.subscribe('a', '/rooms/hal/1')).toMatchObject({ type: 'subscribe_success' });
    await publish('/rooms/hal/1', '2');
    await client.told({ event: '2' });
    expect(client.messages.some(({ event }) => event === '1')).toBe(false);
  });

  it.each(['no JSON', '[]', '{"type":"dance"}'])('says of %s that it is no message', async (text) => {
    const client = await connect('ivy');
    client.send(text);
    expect(await client.told({ type: 'error' })).toMatchObject({ errors: [{ errorType: 'BadRequestException' }] });
  });

  it('lets nobody publish by a token', async () => {
    const client = await connect('jim');
    client.send({ type: 'publish', id: 'p', channel: '/rooms/jim', events: ['1'] });
    expect(await client.told({ type: 'publish_error', id: 'p' })).toMatchObject({
      errors: [{ errorType: 'UnauthorizedException' }],
    });
    const answer = await eventApiCall(
      cloud.outputs.HttpUrl ?? '',
      { channel: '/rooms/jim', events: ['1'] },
      { authorization: 'Bearer jim' },
    );
    expect(answer).toMatchObject({ status: 401, body: { errors: [{ errorType: 'UnauthorizedException' }] } });
  });

  it.each([
    ['a namespace that is not there', { channel: '/halls/1', events: ['1'] }],
    ['a wildcard', { channel: '/rooms/*', events: ['1'] }],
    ['no events', { channel: '/rooms/1', events: [] }],
    ['six events', { channel: '/rooms/1', events: Array(6).fill('1') }],
    ['events that are no texts', { channel: '/rooms/1', events: [{ n: 1 }] }],
    ['no JSON', 'no JSON'],
  ])('does not take %s', async (_, body) => {
    const answer = await eventApiCall(cloud.outputs.HttpUrl ?? '', body);
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ errorType: 'BadRequestException' }] } });
  });

  it('takes the good events of a batch, and says which were bad', async () => {
    const client = await connect('kim');
    await client.subscribe('a', '/rooms/kim');
    const { status, body } = await publish('/rooms/kim', '1', 'no JSON', `"${'x'.repeat(240 * 1024)}"`, '4');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      failed: [
        { index: 1, code: 400 },
        { index: 2, code: 413 },
      ],
      successful: [{ index: 0 }, { index: 3 }],
    });
    await client.told({ event: '4' });
    expect(client.messages.filter(({ type }) => type === 'data').map(({ event }) => event)).toEqual(['1', '4']);
  });

  it.each<[string, ConnectOptions, string]>([
    ['a page of the net', { origin: 'https://example.com' }, '403'],
    ['a page without an origin', { origin: 'null' }, '403'],
    ['a page of another server of this machine', { origin: 'http://localhost:4180' }, '403'],
    ["a name of somebody else's that leads here", { host: 'example.com' }, '403'],
    ['another protocol', { protocols: ['graphql-ws'] }, '400'],
  ])('refuses the handshake of %s', async (_, options, status) => {
    await expect(connect('lea', options)).rejects.toThrow(status);
  });

  it('lets a page of its own in', async () => {
    const client = await connect('mia', { origin: new URL(cloud.outputs.HttpUrl ?? '').origin });
    expect(await client.subscribe('a', '/rooms/mia')).toMatchObject({ type: 'subscribe_success' });
  });

  it(`holds ${idle} idle clients, and tells the one that something is for`, async () => {
    const all = await Promise.all(Array.from({ length: idle }, () => connect('ned')));
    await Promise.all(all.map((client, index) => client.subscribe('a', `/rooms/ned/${index}`)));
    await publish(`/rooms/ned/${idle - 1}`, '"you"');
    await all.at(-1)?.told({ event: '"you"' });
    expect(all.flatMap(({ messages }) => messages.filter(({ type }) => type === 'data'))).toHaveLength(1);
  });

  it('forgets who has hung up', async () => {
    const client = await connect('oda');
    await client.subscribe('a', '/rooms/oda');
    client.socket.terminate();
    const again = await connect('oda');
    await again.subscribe('a', '/rooms/oda');
    await publish('/rooms/oda', '1');
    await again.told({ event: '1' });
    await eventually(() => expect(client.messages.some(({ type }) => type === 'data')).toBe(false));
  });
});

describe('an Event API that cannot be run locally', () => {
  it.each([
    ['lets clients in by a key', { ConnectionAuthModes: [{ AuthType: 'API_KEY' }] }, 'connecting'],
    ['lets clients listen by a role', { DefaultSubscribeAuthModes: [{ AuthType: 'AWS_IAM' }] }, 'subscribing'],
    ['lets clients publish by a token', { DefaultPublishAuthModes: [{ AuthType: 'AWS_LAMBDA' }] }, 'publishing'],
  ])('is refused: one that %s', async (_, more, what) => {
    const Api = { Type: 'AWS::AppSync::Api', Properties: { Name: 'events', EventConfig: { ...eventConfig, ...more } } };
    const parts = { ...eventApiParts, resources: { ...eventApiParts.resources, Api } };
    await expect(testCloud(parts)).rejects.toThrow(`${what} is supported with`);
  });

  it('is refused with a namespace that has handlers', async () => {
    const { Rooms } = eventApiParts.resources;
    const resources = {
      ...eventApiParts.resources,
      Rooms: { ...Rooms, Properties: { ...Rooms.Properties, CodeHandlers: 'export function onPublish() {}' } },
    };
    await expect(testCloud({ ...eventApiParts, resources })).rejects.toThrow('CodeHandlers is not supported');
  });
});
