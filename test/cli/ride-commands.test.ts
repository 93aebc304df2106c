import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { cancel } from '../../cli/cancel.ts';
import { run } from '../../cli/command.ts';
import { UsageError } from '../../cli/errors.ts';
import { localDateTime } from '../../cli/local-time.ts';
import { listOf, rides } from '../../cli/rides.ts';
import { watch } from '../../cli/watch.ts';
import type { RidesPage } from '../../client/index.ts';
import type { RideStatus } from '../../core/ride.ts';
import { rideView } from '../../core/ride-view.ts';
import { plusMs } from '../../core/time.ts';
import { allOk, aRide, requestedAt } from '../support/rides.ts';
import { type Reply, type StubApi, startRemoteApi } from '../support/stub-api.ts';
import { subjectOf } from '../support/subject.ts';

const program = path.join(import.meta.dirname, '../../cli/ride-request.js');
const rideId = 'ride_0f8fad5bd9cb469fa16570867728950e';
const requested = rideView(aRide({ rideId }));
const ended = (status: RideStatus) =>
  rideView(aRide({ rideId, status, results: allOk(), settledAt: plusMs(requestedAt, 320), unanswered: [] }));

const apis: StubApi[] = [];
afterAll(() => Promise.all(apis.map((api) => api.stop())));

async function anApi(...replies: readonly Reply[]): Promise<StubApi> {
  const left = [...replies];
  const api = await startRemoteApi(() => (left.length > 1 ? left.shift() : left[0]) ?? [500, {}]);
  apis.push(api);
  return api;
}

/** What a command prints, and ends with. */
async function printed(command: CommandUnknownOpts, ...args: readonly string[]) {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  const write = vi.spyOn(process.stdout, 'write').mockImplementation(() => true);
  try {
    const code = await run(command, args);
    return { code, out: log.mock.calls.join('\n') };
  } finally {
    log.mockRestore();
    write.mockRestore();
  }
}

describe('the watch command', () => {
  it.each<[RideStatus, number]>([
    ['confirmed', 0],
    ['completed', 0],
    ['rejected', 2],
    ['cancelled', 2],
  ])('waits for a ride to be %s and ends with code %i', async (status, code) => {
    const api = await anApi([200, requested], [200, ended(status)]);
    const result = await printed(watch, rideId, '--rider', 'alice', '--api', api.url);
    expect(result.code).toBe(code);
    expect(result.out).toContain(`parallel ride: ${status} after 320 ms`);
    expect(api.received.map(({ path, headers }) => [path, headers.prefer])).toEqual([
      [`/v1/rides/${rideId}`, 'respond-async'],
      [`/v1/rides/${rideId}`, 'wait=1'],
    ]);
    expect(subjectOf(api.received[0]?.headers.authorization)).toBe('alice');
  });

  it('prints the ride as JSON and nothing else on request', async () => {
    const api = await anApi([200, requested], [200, ended('confirmed')]);
    const { out } = await printed(watch, rideId, '--json', '--api', api.url);
    expect(JSON.parse(out)).toEqual(ended('confirmed'));
  });

  it('says that there is no such ride', async () => {
    const api = await anApi([404, { code: 'ride_not_found', detail: 'There is no ride.' }]);
    await expect(printed(watch, rideId, '--api', api.url)).rejects.toThrow('404 ride_not_found: There is no ride.');
  });

  it('ends on Ctrl-C with code 130, and says how to go on', async () => {
    const api = await startRemoteApi(({ headers }) =>
      headers.prefer === 'respond-async' ? [200, requested] : new Promise(() => {}),
    );
    apis.push(api);
    const child = spawn(process.execPath, [program, 'watch', rideId, '--rider', 'alice', '--api', api.url]);
    const [error] = [text(child.stderr)];
    await once(child.stdout, 'data');
    child.kill('SIGINT');
    expect(await once(child, 'close')).toEqual([130, null]);
    const same = `${rideId} --rider alice --api ${api.url}`;
    expect(await error).toBe(
      `The ride continues. To watch it: npm run cli -- watch ${same}\nTo cancel it: npm run cli -- cancel ${same}\n`,
    );
  });
});

describe('the cancel command', () => {
  it('calls the ride off', async () => {
    const api = await anApi([200, ended('cancelled')]);
    const { code, out } = await printed(cancel, rideId, '--api', api.url);
    expect(api.received).toMatchObject([{ method: 'POST', path: `/v1/rides/${rideId}/cancel` }]);
    expect([code, out]).toEqual([0, `${rideId} is cancelled.`]);
  });

  it('prints the ride as JSON on request', async () => {
    const api = await anApi([200, ended('cancelled')]);
    expect(JSON.parse((await printed(cancel, rideId, '--json', '--api', api.url)).out)).toEqual(ended('cancelled'));
  });

  it('says when it is too late', async () => {
    const api = await anApi([409, { code: 'ride_rejected', detail: 'It is rejected.' }]);
    await expect(printed(cancel, rideId, '--api', api.url)).rejects.toThrow('409 ride_rejected: It is rejected.');
  });

  it('takes nothing for a ride that is none', async () => {
    await expect(run(cancel, ['../drivers'])).rejects.toThrow(UsageError);
  });
});

describe('the rides command', () => {
  const page: RidesPage = {
    rides: [
      { rideId, flow: 'sequential', status: 'confirmed', requestedAt, settledAt: plusMs(requestedAt, 780) },
      { rideId: rideId.replace('0f', '1f'), flow: 'parallel', status: 'requested', requestedAt, settledAt: null },
    ],
    next: 'abc',
  };

  it('lists a rider’s rides, and says how to see more', async () => {
    const api = await anApi([200, page]);
    const { code, out } = await printed(rides, '--limit', '2', '--next', 'xyz', '--rider', 'alice', '--api', api.url);
    expect(api.received).toMatchObject([{ method: 'GET', path: '/v1/rides?limit=2&next=xyz' }]);
    expect(subjectOf(api.received[0]?.headers.authorization)).toBe('alice');
    expect(out.split('\n')).toEqual([
      `${rideId}  ${localDateTime(Date.parse(requestedAt))}  sequential  confirmed  after 780 ms`,
      `${rideId.replace('0f', '1f')}  ${localDateTime(Date.parse(requestedAt))}  parallel    requested`,
      '',
      `  more: npm run cli -- rides --next abc --limit 2 --rider alice --api ${api.url}`,
    ]);
    expect(code).toBe(0);
  });

  it('prints the page as JSON on request', async () => {
    const api = await anApi([200, page]);
    expect(JSON.parse((await printed(rides, '--json', '--api', api.url)).out)).toEqual(page);
  });

  it('says that there are none, or no more', () => {
    expect(listOf({ rides: [], next: null }, '')).toBe('There are no rides.');
    expect(listOf({ ...page, next: null }, '')).not.toContain('more');
  });
});
