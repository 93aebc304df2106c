import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { type Callers, callersOf } from '../../bench/peers/callers.ts';
import type { WorkName } from '../../bench/peers/engines/support/work.ts';
import { subjectOf } from '../support/subject.ts';

interface Request {
  readonly path: string;
  readonly driver: unknown;
  readonly body: { readonly delays?: number[]; readonly simulate?: unknown; readonly id?: string } | undefined;
}

const delays = [300, 150, 200, 100];
const simulate = {
  'driver-matching': { delayMs: 300 },
  eta: { delayMs: 150 },
  pricing: { delayMs: 200 },
  'payment-check': { delayMs: 100 },
};
const timers = { isPeer: true, work: 'timers' } as const;
const rides = { isPeer: true, work: 'rides' } as const;
const own = { isPeer: false, work: 'rides' } as const;

let server: Server | undefined;
let callers: Callers | undefined;

afterEach(async () => {
  await callers?.close();
  server?.close();
});

/** Callers of an engine that answers as it is told to, and what they asked it. */
async function callersOfOne(
  { isPeer, work }: { isPeer: boolean; work: WorkName },
  answer: (request: Request) => [status: number, body: unknown],
) {
  const received: Request[] = [];
  server = createServer(async (incoming, response) => {
    const body = await text(incoming);
    const driver = subjectOf(incoming.headers.authorization);
    const request = { path: `${incoming.url}`, driver, body: body ? JSON.parse(body) : undefined };
    received.push(request);
    const [status, answered] = answer(request);
    response.writeHead(status).end(JSON.stringify(answered));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  callers = callersOf({ isPeer }, work, `http://127.0.0.1:${port}/v1/`, 2);
  return { callers, received };
}

describe('callers of a peer', () => {
  it('ask for the delays, and take the answers of all branches in any order', async () => {
    const { callers, received } = await callersOfOne(timers, ({ body }) => [200, body?.delays?.toReversed()]);
    expect(await callers.ask(delays)).toEqual({ ms: expect.any(Number) });
    expect(received).toMatchObject([{ path: '/v1/', body: { delays } }]);
  });

  it('take an answer without one of the branches for a refusal', async () => {
    const { callers } = await callersOfOne(timers, () => [200, delays.slice(1)]);
    expect((await callers.ask(delays)).refusal).toBe('200 [150,200,100]');
  });

  it('ask for rides of their own, and take nothing but a confirmed one for an answer', async () => {
    const answers = [{ status: 'confirmed' }, { status: 'rejected', reasons: [{ code: 'no_driver' }] }];
    const { callers, received } = await callersOfOne(rides, () => [200, answers.shift()]);
    expect(await callers.ask(delays)).toEqual({ ms: expect.any(Number) });
    expect((await callers.ask(delays)).refusal).toBe('200 [{"code":"no_driver"}]');
    expect(received).toMatchObject([{ path: '/v1/', body: { request: { simulate } } }, { path: '/v1/' }]);
    const ids = received.map(({ body }) => body?.id);
    expect(new Set(ids).size).toBe(2);
  });

  it('take an error for a refusal', async () => {
    const { callers } = await callersOfOne(timers, () => [500, delays]);
    expect((await callers.ask(delays)).refusal).toMatch(/^500/);
  });
});

describe('callers of ride-request', () => {
  const ride = { rideId: 'ride_1', status: 'confirmed', outcome: { driver: { driverId: 'driver-7' } } };

  it('tell each branch its delay', async () => {
    const { callers, received } = await callersOfOne(own, () => [200, ride]);
    expect(await callers.ask(delays)).toEqual({ ms: expect.any(Number) });
    expect(received).toMatchObject([{ path: '/v1/rides', body: { simulate } }]);
  });

  it('complete each confirmed ride once, as its driver', async () => {
    const { callers, received } = await callersOfOne(own, () => [200, ride]);
    await callers.ask(delays);
    await callers.rest();
    await callers.rest();
    expect(received.slice(1)).toMatchObject([{ path: '/v1/rides/ride_1/complete', driver: 'driver-7' }]);
  });

  it('take a ride that is not confirmed for a refusal, and do not complete it', async () => {
    const rejected = { ...ride, status: 'rejected', reasons: [{ code: 'no_driver' }] };
    const { callers, received } = await callersOfOne(own, () => [200, rejected]);
    expect((await callers.ask(delays)).refusal).toBe('200 [{"code":"no_driver"}]');
    await callers.rest();
    expect(received).toHaveLength(1);
  });
});
