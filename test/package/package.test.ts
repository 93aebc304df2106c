import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rideView } from '../../core/ride-view.ts';
import { plusMs } from '../../core/time.ts';
import { deadPort } from '../support/dead-port.ts';
import { allOk, aRide, requestedAt } from '../support/rides.ts';
import { type StubApi, startStubApi } from '../support/stub-api.ts';
import { subjectOf } from '../support/subject.ts';
import { type InstalledPackage, installPackage } from './installed-package.ts';

const rideId = 'ride_0f8fad5bd9cb469fa16570867728950e';
const view = rideView(
  aRide({ rideId, status: 'confirmed', results: allOk(), settledAt: plusMs(requestedAt, 320), unanswered: [] }),
);
const compiler = path.join(import.meta.dirname, '../../node_modules/typescript/bin/tsc');
const keyDirectory = { RIDE_REQUEST_DIRECTORY: process.env.RIDE_REQUEST_DIRECTORY ?? '' };

const program = `
import { createClient, ProblemError, type Ride } from 'ride-request/client';

const client = createClient({ baseUrl: process.argv[2] ?? '', token: async () => 'a.b.c' });
const ride: Ride = await client.getRide('${rideId}', { waitSeconds: 1 });
const total: number | null = ride.timing.totalMs;
const { data } = await client.calls.GET('/rides/{rideId}', { params: { path: { rideId: ride.rideId } } });
console.log(JSON.stringify({ status: ride.status, total, again: data?.status, isClass: typeof ProblemError }));
`;

/** What docs/guide/client.md shows. */
const shown = /^```ts\n(.*?)^```/ms.exec(
  readFileSync(path.join(import.meta.dirname, '../../docs/guide/client.md'), 'utf8'),
)?.[1];

/** A mistake that types are there to find. */
const mistaken = `
import { createClient } from 'ride-request/client';
await createClient({ baseUrl: 'http://127.0.0.1' }).requestRide({ pickup: { lat: 1 } });
`;

describe('the package, installed elsewhere', () => {
  let installed: InstalledPackage;
  let api: StubApi;

  beforeAll(async () => {
    [installed, api] = await Promise.all([installPackage(), startStubApi(200, view)]);
  });
  afterAll(() => Promise.all([installed.remove(), api.stop()]));

  const compile = (...files: readonly string[]) =>
    installed.node(compiler, '--strict', '--module', 'nodenext', '--target', 'es2024', '--lib', 'es2024,dom', ...files);

  it('has a client that compiles with its types and runs', async () => {
    await installed.write('program.ts', `declare const process: { readonly argv: readonly string[] };${program}`);
    await installed.write(
      'shown.ts',
      `declare const process: { readonly env: Readonly<Record<string, string | undefined>> };${shown}`,
    );
    expect(await compile('program.ts', 'shown.ts')).toEqual({ code: 0, out: '', error: '' });
    const { out } = await installed.node('program.js', api.url);
    expect(JSON.parse(out)).toEqual({ status: 'confirmed', total: 320, again: 'confirmed', isClass: 'function' });
    expect(api.received.at(-1)?.headers.authorization).toBe('Bearer a.b.c');
  });

  it('has types that find a mistake', async () => {
    await installed.write('mistaken.ts', mistaken);
    const { code, out } = await compile('mistaken.ts');
    expect(code).not.toBe(0);
    expect(out).toContain('lng');
  });

  it('has a command that asks for rides with a given token', async () => {
    const places = ['--pickup', '37.7749,-122.4194', '--dropoff', '37.8044,-122.2712'];
    const { code, out } = await installed.command(['request', ...places, '--token', 'x.y.z', '--api', api.url]);
    expect(code).toBe(0);
    expect(out).toContain('parallel ride: confirmed after 320 ms');
    expect(out).toContain(`ride-request trace ${rideId}`);
    expect(api.received.some(({ headers }) => headers.authorization === 'Bearer x.y.z')).toBe(true);
  });

  it.each(['request', 'watch', 'cancel', 'rides', 'drivers', 'redrive', 'trace', 'token', 'completion'])(
    'has the command %s',
    async (name) => {
      const { code, out } = await installed.command([name, '--help']);
      expect(code).toBe(0);
      expect(out).toContain(`Usage: ride-request ${name}`);
    },
  );

  it('has the services that redrive and trace speak to', async () => {
    const nobody = `http://127.0.0.1:${deadPort}`;
    const [redriven, traced] = await Promise.all([
      installed.command(['redrive', '--endpoint', nobody]),
      installed.command(['trace', rideId, '--endpoint', nobody]),
    ]);
    expect(redriven.error).toMatch(/^ListQueues failed: .*ECONNREFUSED/);
    expect(traced.error).toMatch(/^DescribeLogGroups failed: .*ECONNREFUSED/);
  });

  it('has a shell complete what can be run here', async () => {
    const { code, out } = await installed.command(['completion', 'bash', '--json']);
    expect(code).toBe(0);
    const { commands } = JSON.parse(out) as { commands: { names: string[]; options: { flags: string[] }[] }[] };
    const [request] = commands.filter(({ names }) => names.includes('request'));
    expect(request?.options.flatMap(({ flags }) => flags)).toContain('--pickup');
  });

  it('signs tokens with the key of the working copy that it is told', async () => {
    const { out } = await installed.command(['token', '--rider', 'alice'], keyDirectory);
    expect(subjectOf(out)).toBe('alice');
    const { code, error } = await installed.command(['token', '--rider', 'alice']);
    expect(code).toBe(1);
    expect(error).toContain('$RIDE_REQUEST_DIRECTORY');
  });

  it.each(['start', 'doctor', 'bench', 'deploy-localstack'])('says where %s can be run', async (name) => {
    const { code, error } = await installed.command([name]);
    expect(code).toBe(1);
    expect(error).toContain(`npm ci && npm run cli -- ${name}`);
  });
});
