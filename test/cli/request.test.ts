import { execFile } from 'node:child_process';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { run as runCommand } from '../../cli/command.ts';
import { UsageError } from '../../cli/errors.ts';
import { request as command } from '../../cli/request.ts';
import type { RideStatus } from '../../core/ride.ts';
import { rideView } from '../../core/ride-view.ts';
import { plusMs } from '../../core/time.ts';
import { deadPort } from '../support/dead-port.ts';
import { allOk, aResult, aRide, requestedAt, resultsOf } from '../support/rides.ts';
import { type Reply, type StubApi, startRemoteApi, startStubApi } from '../support/stub-api.ts';
import { subjectOf } from '../support/subject.ts';

const program = path.join(import.meta.dirname, '../../cli/ride-request.js');
const rideId = 'ride_0f8fad5bd9cb469fa16570867728950e';
const places = ['--pickup', '37.7749,-122.4194', '--dropoff', '37.8044,-122.2712'];

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly error: string;
}

/** Runs `ride-request request` as a user does. */
const request = (...args: readonly string[]): Promise<Ended> => run('request', ...args);

const run = (...args: readonly string[]): Promise<Ended> =>
  new Promise((resolve) => {
    execFile(process.execPath, [program, ...args], (failure, out, error) =>
      resolve({ code: failure ? Number(failure.code) : 0, out, error }),
    );
  });

const apis: StubApi[] = [];
afterAll(() => Promise.all(apis.map((api) => api.stop())));

async function anApi(status: number, answer: unknown): Promise<StubApi> {
  const api = await startStubApi(status, answer);
  apis.push(api);
  return api;
}

const aView = (status: RideStatus) =>
  rideView(aRide({ rideId, status, results: allOk(), settledAt: plusMs(requestedAt, 320), unanswered: [] }));

const requested = rideView(aRide({ rideId }));

/** An API where a ride is accepted, then looked at. */
async function anApiWith(...looks: readonly unknown[]): Promise<StubApi> {
  const left = [...looks];
  const api = await startRemoteApi(({ method }): Reply => {
    if (method === 'POST') return [202, requested];
    return [200, left.length > 1 ? left.shift() : left[0]];
  });
  apis.push(api);
  return api;
}

describe.concurrent('the request command', () => {
  it.each<[RideStatus, number]>([
    ['confirmed', 0],
    ['rejected', 2],
    ['expired', 2],
    ['cancelled', 2],
  ])('ends a ride that is %s with code %i', async (status, code) => {
    const api = await anApiWith(requested, aView(status));
    const ended = await request(...places, '--api', api.url);
    expect(ended).toMatchObject({ code, error: '' });
    expect(ended.out).toContain(`parallel ride: ${status}`);
    expect(ended.out).toContain(`npm run cli -- trace ${rideId} --endpoint http://localhost:`);
  });

  it('says line by line what is new about a ride', async () => {
    const priced = rideView(aRide({ rideId, results: resultsOf(aResult('pricing')) }));
    const api = await anApiWith(requested, priced, aView('confirmed'));
    const { out } = await request(...places, '--api', api.url);
    const news = out.split('\n').filter((line) => /^ride_|^ {2}\S+: /.test(line));
    expect(news[0]).toBe(`${rideId} is requested`);
    expect(news[1]).toMatch(/^ {2}pricing: ok after \d+ ms$/);
    expect(news.slice(2, 5).map((line) => line.split(':')[0]?.trim())).toEqual([
      'driver-matching',
      'eta',
      'payment-check',
    ]);
    expect(news[5]).toBe(`${rideId} is confirmed after 320 ms`);
    expect(api.received.map(({ method, headers }) => [method, headers.prefer])).toEqual([
      ['POST', 'respond-async'],
      ['GET', 'respond-async'],
      ['GET', 'wait=1'],
      ['GET', 'wait=1'],
    ]);
  });

  it('ends with code 3, and says how to go on, when the outcome is not known in time', async () => {
    const api = await startRemoteApi(({ method, headers }) => {
      if (method === 'GET' && headers.prefer !== 'respond-async') return new Promise(() => {});
      return [method === 'POST' ? 202 : 200, requested];
    });
    apis.push(api);
    const { code, out } = await request(...places, '--wait', '1', '--rider', 'rider-7', '--api', api.url);
    expect(code).toBe(3);
    expect(out).toContain('not decided yet');
    expect(out).toContain(`npm run cli -- watch ${rideId} --rider rider-7 --api http`);
  });

  it('goes by its older name, too', async () => {
    const api = await anApiWith(aView('confirmed'));
    expect(await run('ride', ...places, '--api', api.url)).toMatchObject({ code: 0, error: '' });
  });

  it('asks for the ride that it was told to', async () => {
    const api = await startRemoteApi(() => [200, aView('confirmed')]);
    apis.push(api);
    const told = ['--product', 'xl', '--payment', 'pm_card_expired', '--rider', 'rider-7', '--flow', 'sequential'];
    await request(...places, ...told, '--simulate', '{"eta":{"delayMs":5}}', '--api', `${api.url}/`);
    expect(api.received).toMatchObject([
      {
        method: 'POST',
        path: '/v1/sequential-rides',
        body: {
          pickup: { lat: 37.7749, lng: -122.4194 },
          dropoff: { lat: 37.8044, lng: -122.2712 },
          product: 'xl',
          paymentMethodId: 'pm_card_expired',
          simulate: { eta: { delayMs: 5 } },
        },
      },
    ]);
    expect(subjectOf(String(api.received[0]?.headers.authorization))).toBe('rider-7');
  });

  it('prints the answer as it is, and nothing else, on request', async () => {
    const view = aView('rejected');
    const api = await anApiWith(requested, view);
    const { code, out } = await request(...places, '--json', '--api', api.url);
    expect(JSON.parse(out)).toEqual(view);
    expect(code).toBe(2);
  });

  it('ends with code 1 and what to do when nobody answers', async () => {
    const { code, out, error } = await request(...places, '--api', `http://127.0.0.1:${deadPort}/v1`);
    expect([code, out]).toEqual([1, '']);
    expect(error).toContain('was not answered: connect ECONNREFUSED');
    expect(error).toContain('npm start');
  });

  it('ends with code 1 and the reason when the API refuses', async () => {
    const problem = { code: 'out_of_range', field: 'pickup.lat', detail: 'pickup.lat must be at most 90.' };
    const api = await anApi(400, problem);
    const { code, error } = await request(...places, '--api', api.url);
    expect(code).toBe(1);
    expect(error).toContain('400 out_of_range (pickup.lat): pickup.lat must be at most 90.');
  });

  it('ends with code 1 when the answer is not from such an API', async () => {
    const api = await anApi(502, '<html>Bad Gateway</html>');
    const { code, error } = await request(...places, '--api', api.url);
    expect(code).toBe(1);
    expect(error).toContain('502');
  });

  it('ends with code 1 and one line of what to do when it is called in a way that it does not know', async () => {
    expect(await request(...places, '--tip', '5')).toEqual({
      code: 1,
      out: '',
      error: "Unknown option '--tip'.\nFor help: npm run cli -- request --help\n",
    });
  });

  it.each([
    [['--pickup', '-33.8,151.2', '--dropoff', '-33.9,151.3']],
    [['--pickup=-33.8,151.2', '--dropoff=-33.9,151.3']],
  ])('knows places south of the equator: %j', async (south) => {
    const api = await anApi(200, aView('confirmed'));
    expect(await request(...south, '--api', api.url)).toMatchObject({ code: 0, error: '' });
    expect(api.received[0]?.body).toMatchObject({
      pickup: { lat: -33.8, lng: 151.2 },
      dropoff: { lat: -33.9, lng: 151.3 },
    });
  });

  it.each([
    [['--pickup', '1,2']],
    [[...places, '--flow', 'diagonal']],
    [[...places, '--simulate', '{']],
    [[...places, '--api', 'nowhere']],
    [[...places, '--product', 'bicycle']],
    [[...places, '--wait', 'long']],
  ])('does not know how to be called as %j', async (args) => {
    await expect(runCommand(command, args)).rejects.toThrow(UsageError);
  });

  it('explains itself', async () => {
    expect(await request('--help')).toMatchObject({
      code: 0,
      out: expect.stringContaining('Usage: npm run cli -- request'),
    });
  });
});
