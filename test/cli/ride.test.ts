import { execFile } from 'node:child_process';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { UsageError } from '../../cli/errors.ts';
import { ride as command } from '../../cli/ride.ts';
import type { RideStatus } from '../../core/ride.ts';
import { rideView } from '../../core/ride-view.ts';
import { plusMs } from '../../core/time.ts';
import { allOk, aRide, requestedAt } from '../support/rides.ts';
import { type StubApi, startStubApi } from '../support/stub-api.ts';
import { subjectOf } from '../support/subject.ts';

const program = path.join(import.meta.dirname, '../../cli/ride-request.js');
const places = ['--pickup', '37.7749,-122.4194', '--dropoff', '37.8044,-122.2712'];

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly error: string;
}

/** Runs `ride-request ride` as a user does. */
const ride = (...args: readonly string[]): Promise<Ended> =>
  new Promise((resolve) => {
    execFile(process.execPath, [program, 'ride', ...args], (failure, out, error) =>
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
  rideView(aRide({ status, results: allOk(), completedAt: plusMs(requestedAt, 320), unanswered: [] }));

describe.concurrent('the ride command', () => {
  it.each<[RideStatus, number]>([
    ['confirmed', 0],
    ['rejected', 2],
    ['expired', 2],
    ['requested', 1],
  ])('ends a ride that is %s with code %i', async (status, code) => {
    const api = await anApi(status === 'requested' ? 202 : 200, aView(status));
    const ended = await ride(...places, '--api', api.url);
    expect(ended).toMatchObject({ code, error: '' });
    expect(ended.out).toContain(`parallel ride: ${status}`);
    expect(ended.out).toMatch(/npm run trace -- ride-\S+ --api http/);
  });

  it('asks for the ride that it was told to', async () => {
    const api = await anApi(200, aView('confirmed'));
    const told = ['--product', 'xl', '--payment', 'pm_card_expired', '--rider', 'rider-7', '--flow', 'sequential'];
    await ride(...places, ...told, '--simulate', '{"eta":{"delayMs":5}}', '--api', `${api.url}/`);
    expect(api.received).toMatchObject([
      {
        method: 'POST',
        path: '/v1/sequential-rides',
        headers: { prefer: 'wait=25' },
        body: {
          pickup: { lat: 37.7749, lng: -122.4194 },
          dropoff: { lat: 37.8044, lng: -122.2712 },
          product: 'xl',
          paymentMethodId: 'pm_card_expired',
          simulate: { eta: { delayMs: 5 } },
        },
      },
    ]);
    expect(subjectOf(api.received[0]?.headers.authorization)).toBe('rider-7');
  });

  it('prints the answer as it is on request', async () => {
    const view = aView('rejected');
    const api = await anApi(200, view);
    const { code, out } = await ride(...places, '--json', '--api', api.url);
    expect(JSON.parse(out)).toEqual(view);
    expect(code).toBe(2);
  });

  it('ends with code 1 and what to do when nobody answers', async () => {
    const api = await startStubApi(200, {});
    await api.stop();
    const { code, out, error } = await ride(...places, '--api', api.url);
    expect([code, out]).toEqual([1, '']);
    expect(error).toContain('No answer from http://127.0.0.1');
    expect(error).toContain('npm start');
  });

  it('ends with code 1 and the reason when the API refuses', async () => {
    const problem = { code: 'out_of_range', field: 'pickup.lat', detail: 'pickup.lat must be at most 90.' };
    const api = await anApi(400, problem);
    const { code, error } = await ride(...places, '--api', api.url);
    expect(code).toBe(1);
    expect(error).toContain('400 out_of_range (pickup.lat): pickup.lat must be at most 90.');
  });

  it('ends with code 1 when the answer is not from such an API', async () => {
    const api = await anApi(502, '<html>Bad Gateway</html>');
    const { code, error } = await ride(...places, '--api', api.url);
    expect(code).toBe(1);
    expect(error).toContain('502');
  });

  it('ends with code 1 and its usage when it is called in a way that it does not know', async () => {
    const { code, error } = await ride(...places, '--tip', '5');
    expect(code).toBe(1);
    expect(error).toContain('Usage: npm run ride');
  });

  it.each([
    [['--pickup', '1,2']],
    [[...places, '--flow', 'diagonal']],
    [[...places, '--simulate', '{']],
    [[...places, '--api', 'nowhere']],
  ])('does not know how to be called as %j', async (args) => {
    await expect(command.run(args)).rejects.toThrow(UsageError);
  });

  it('explains itself', async () => {
    expect(await ride('--help')).toMatchObject({ code: 0, out: expect.stringContaining('Usage: npm run ride') });
  });
});
