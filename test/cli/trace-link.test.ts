import { afterAll, describe, expect, it } from 'vitest';
import { shownRide, shownRides } from '../../cli/show-ride.ts';
import { traceLink, traceLinkAt } from '../../cli/trace-link.ts';
import { rideView } from '../../core/ride-view.ts';
import { rideInHash } from '../../web/src/ride-link.ts';
import { deadPort } from '../support/dead-port.ts';
import { tracedRide } from '../support/ride-log.ts';
import { allOk, aRide } from '../support/rides.ts';
import { type StubApi, startStubApi } from '../support/stub-api.ts';

const apis: StubApi[] = [];
afterAll(() => Promise.all(apis.map((api) => api.stop())));

async function anApi(status: number, answer: unknown): Promise<string> {
  const api = await startStubApi(status, answer);
  apis.push(api);
  return `${api.url}/`;
}

const environment = { AWS_ENDPOINT_URL: 'http://127.0.0.1:1' };
const confirmed = (rideId = tracedRide) => rideView(aRide({ rideId, status: 'confirmed', results: allOk() }));

describe('the link to a trace', () => {
  it('leads to the console at the root of the API’s port, which understands it', () => {
    const link = new URL(traceLink('http://127.0.0.1:4100/v1/', tracedRide));
    expect([link.origin, link.pathname, rideInHash(link.hash)]).toEqual(['http://127.0.0.1:4100', '/', tracedRide]);
  });

  it('is known where an embedded cloud serves the API', async () => {
    const apiUrl = await anApi(200, { environment, outputs: {} });
    expect(await traceLinkAt(apiUrl, tracedRide)).toBe(traceLink(apiUrl, tracedRide));
  });

  it.each([
    ['is no embedded cloud', 404, { code: 'not_found' }],
    ['is something else', 200, '<html></html>'],
    ['is still starting', 503, {}],
  ])('is not known where the API %s', async (_, status, answer) => {
    expect(await traceLinkAt(await anApi(status, answer), tracedRide)).toBeUndefined();
  });

  it('is not looked for on another machine, or where nobody answers', async () => {
    expect(await traceLinkAt('https://abc.execute-api.eu-west-1.amazonaws.com/v1/', tracedRide)).toBeUndefined();
    expect(await traceLinkAt(`http://127.0.0.1:${deadPort}/v1/`, tracedRide)).toBeUndefined();
  });
});

describe('a ride that is shown', () => {
  const shown = (link: string | undefined, json = false) =>
    shownRide(confirmed(), {
      json,
      who: ' --rider alice',
      rider: { traceLink: async () => link, elsewhere: ' --aws' },
    });

  it('has the command and the link that lead to its trace', async () => {
    const lines = (await shown('http://127.0.0.1:4100/#ride=X')).split('\n');
    expect(lines.slice(-3)).toEqual([
      '',
      `  its whole way: npm run cli -- trace ${tracedRide} --rider alice`,
      '  in the console: http://127.0.0.1:4100/#ride=X',
    ]);
  });

  it('has no link where there is no console, nor as JSON', async () => {
    const text = await shown(undefined);
    expect(text).not.toContain('console');
    expect(text.split('\n').at(-1)).toBe(`  its whole way: npm run cli -- trace ${tracedRide} --aws`);
    expect(JSON.parse(await shown('http://127.0.0.1:4100/#ride=X', true))).toEqual(confirmed());
  });

  it('has its own link beside others', () => {
    const other = tracedRide.replace('0', 'f');
    const rides = shownRides([confirmed(), confirmed(other)], 'http://127.0.0.1:5/v1/').split('\n\n');
    expect(rides.map((text) => text.split('\n').at(-1))).toEqual([
      `  in the console: http://127.0.0.1:5/#ride=${tracedRide}`,
      `  in the console: http://127.0.0.1:5/#ride=${other}`,
    ]);
  });
});
