import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventStream, jsonReply, type SideRoute } from '../../local/index.ts';
import { sendRaw } from './support/http.ts';
import { functionOf, restApi } from './support/resources.ts';
import { type TestCloud, testCloud } from './support/test-cloud.ts';

const ECHO = 'exports.handler = async ({ path }) => ({ statusCode: 200, body: path });';

describe('beside the API, on its port', () => {
  let cloud: TestCloud;
  let directory: string;
  const left = Promise.withResolvers<void>();
  const call = (path: string, init?: RequestInit) => fetch(new URL(path, cloud.apiUrl), init);

  const route: SideRoute = {
    prefix: '/_tools/',
    answer: ({ path }, { description }) => {
      if (path === '/_tools/fails') throw new Error('out of order');
      if (path !== '/_tools/events') return jsonReply(200, { api: description?.physicalIds.Api });
      return eventStream((send, closed) => {
        send('greeting', { text: 'hello' });
        closed.addEventListener('abort', () => left.resolve());
      });
    },
  };

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'site-'));
    const site = join(directory, 'site');
    await mkdir(join(site, 'v1'), { recursive: true });
    await writeFile(join(site, 'index.html'), '<h1>Hello</h1>');
    await writeFile(join(site, 'main-Ab3_-9xZ.js'), 'export {}');
    await writeFile(join(site, 'notes.secret'), 'not for you');
    await writeFile(join(site, 'v1', 'index.html'), 'in the way');
    await writeFile(join(directory, 'outside.html'), 'outside');
    await symlink(join(directory, 'outside.html'), join(site, 'link.html'));
    const resources = { Fn: functionOf('Fn'), ...restApi({ 'ANY /{proxy+}': 'Fn' }) };
    cloud = await testCloud({ resources, code: { Fn: ECHO } }, { site, routes: [route], stopGraceMs: 20_000 });
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));

  it('is a page at the root, which may load from itself alone', async () => {
    const response = await call('/');
    expect([response.status, await response.text()]).toEqual([200, '<h1>Hello</h1>']);
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(response.headers.get('cache-control')).toBe('no-cache');
    const policy = response.headers.get('content-security-policy');
    expect(policy).toContain("default-src 'none'; script-src 'self';");
    expect(policy).toContain("connect-src 'self' ws://127.0.0.1:* ws://localhost:*");
  });

  it('are files, kept for ever where their names have a hash', async () => {
    const response = await call('/main-Ab3_-9xZ.js');
    expect(response.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(response.headers.get('cache-control')).toContain('immutable');
  });

  it.each(['/../outside.html', '/%2e%2e/outside.html', '/..%2foutside.html', '/link.html', '/%00', '/%', '/v2/'])(
    'is nothing at %s',
    async (path) => {
      const answer = await sendRaw(cloud.apiUrl, [`GET ${path} HTTP/1.1`]);
      expect(answer).toMatch(/^HTTP\/1\.1 403 /);
      expect(answer).not.toContain('outside');
    },
  );

  it('is no file of an unknown type, and no answer to anything but a read', async () => {
    expect((await call('/notes.secret')).status).toBe(403);
    expect((await call('/', { method: 'POST' })).status).toBe(403);
  });

  it('takes no path from the API', async () => {
    expect(await (await call('index.html')).text()).toBe('/index.html');
    expect(await (await call('_tools/one')).text()).toBe('/_tools/one');
  });

  it('is a route that knows the cloud, and whose failure is an answer', async () => {
    expect(await (await call('/_tools/one')).json()).toEqual({ api: cloud.physicalIds.Api });
    const failed = await call('/_tools/fails');
    expect([failed.status, await failed.json()]).toEqual([500, { message: 'out of order' }]);
  });

  it('is nothing for a host that is not this machine', async () => {
    for (const path of ['/', '/_tools/one']) {
      expect(await sendRaw(cloud.apiUrl, [`GET ${path} HTTP/1.1`], '', 'example.com')).toMatch(/^HTTP\/1\.1 403 /);
    }
  });

  it('goes on telling of events until the listener leaves, or the cloud stops', async () => {
    const hangUp = new AbortController();
    const listen = async (signal?: AbortSignal) => {
      const response = await call('/_tools/events', signal && { signal });
      const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
      expect(response.headers.get('content-type')).toBe('text/event-stream');
      expect((await reader?.read())?.value).toBe('event: greeting\ndata: {"text":"hello"}\n\n');
      return reader;
    };
    await listen(hangUp.signal);
    hangUp.abort();
    await left.promise;
    const reader = await listen();
    const stopped = cloud.stop();
    expect((await reader?.read())?.done).toBe(true);
    await stopped;
  });
});
