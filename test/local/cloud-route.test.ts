import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AboutCloud } from '../../local/api/about-cloud.ts';
import { cloudReply } from '../../local/api/cloud-route.ts';
import type { HttpRequest } from '../../local/api/http-types.ts';
import type { LogEntry } from '../../local/index.ts';
import { sendRaw } from './support/http.ts';
import { functionOf, queue, restApi } from './support/resources.ts';
import { type TestCloud, testCloud } from './support/test-cloud.ts';

interface Logs {
  readonly dropped: number;
  readonly entries: readonly LogEntry[];
}

/** Logs the path that it is asked for, and answers with it. */
const ECHO = `exports.handler = async ({ path }) => {
  console.log('asked for ' + path);
  return { statusCode: 200, body: path };
};`;

describe('what an API tells of its cloud', () => {
  let cloud: TestCloud;
  const call = (path: string, init?: RequestInit) => fetch(new URL(path, cloud.apiUrl), init);

  beforeAll(async () => {
    const resources = { Q: queue(), Fn: functionOf('Fn'), ...restApi({ 'ANY /{proxy+}': 'Fn' }) };
    cloud = await testCloud({ resources, code: { Fn: ECHO } }, { keptLogs: { lines: 5, bytes: 10_000 } });
  });
  afterAll(() => cloud.stop());

  it('is where the services are and what the resources are called', async () => {
    const response = await call('/_cloud');
    expect(response.headers.get('content-type')).toBe('application/json');
    const { environment, outputs, physicalIds } = cloud;
    expect(await response.json()).toEqual({ environment, outputs, physicalIds });
    expect(physicalIds.Q).toMatch(/^http:\/\/127\.0\.0\.1:/);
  });

  it('takes no path from the API', async () => {
    expect(await (await call('_cloud')).text()).toBe('/_cloud');
    expect((await call('/_cloud', { method: 'POST' })).status).toBe(403);
    expect((await call('/_cloud/more')).status).toBe(403);
  });

  it('has to wait until everything is there', async () => {
    const request = { method: 'GET', path: '/_cloud', query: new URLSearchParams() } as unknown as HttpRequest;
    const about = {} as AboutCloud;
    expect(await cloudReply(request, about)).toMatchObject({ statusCode: 503 });
    expect(await cloudReply({ ...request, path: '/_cloud/logs' }, about)).toMatchObject({ statusCode: 404 });
    expect(await cloudReply({ ...request, path: '/_cloud/messages' }, about)).toMatchObject({ statusCode: 404 });
  });

  it('is what its functions have logged, by text and by time, and how much of it is gone', async () => {
    for (const path of ['one', 'two', 'three', 'four', 'five', 'six', 'seven']) await call(path);
    const logsWith = async (query: string) => (await call(`/_cloud/logs?${query}`)).json() as Promise<Logs>;
    const every = await logsWith('contains=asked+for');
    expect(every.dropped).toBeGreaterThanOrEqual(2);
    const linesOf = ({ entries }: Logs) => entries.map(({ line }) => line.split('\t').at(-1));
    expect(linesOf(every)).toEqual(['three', 'four', 'five', 'six', 'seven'].map((path) => `asked for /${path}`));
    expect(linesOf(await logsWith('contains=/four&contains=/six'))).toEqual(['asked for /four', 'asked for /six']);
    const [sixth] = (await logsWith('contains=/six')).entries;
    if (sixth === undefined) throw new Error('The sixth call is not in the logs.');
    expect(sixth).toMatchObject({
      functionName: cloud.physicalIds.Fn,
      stream: 'stdout',
      requestId: expect.any(String),
    });
    expect(linesOf(await logsWith(`contains=${sixth.requestId}`))).toEqual(['asked for /six']);
    expect(linesOf(await logsWith(`since=${sixth.at}`))).toContain('asked for /seven');
    expect(linesOf(await logsWith(`since=${new Date(sixth.at + 60_000).toISOString()}`))).toEqual([]);
    expect((await call('/_cloud/logs?since=yesterday')).status).toBe(400);
  });

  it.each(['rebound.example', '127.0.0.1.rebound.example', 'localhost.rebound.example:80'])(
    'is not told to a page that has the name %s lead here',
    async (host) => {
      for (const path of ['/_cloud', '/_cloud/logs', '/v1/anything']) {
        const answer = await sendRaw(cloud.apiUrl, [`GET ${path} HTTP/1.1`], '', host);
        expect(answer).toMatch(/^HTTP\/1\.1 403 /);
      }
    },
  );

  it.each(['localhost:4100', 'api.localhost', '127.0.0.1', '[::1]:4100'])(
    'is told to who calls this machine %s',
    async (host) => {
      expect(await sendRaw(cloud.apiUrl, ['GET /_cloud HTTP/1.1'], '', host)).toMatch(/^HTTP\/1\.1 200 /);
    },
  );
});
