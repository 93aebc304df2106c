import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { freePort } from '../../bench/support/free-ports.ts';
import { type TalkingProcess, talkingNode } from '../../bench/support/talking-process.ts';
import { tokenOf } from '../../cli/callers.ts';
import { firstRide } from '../../cli/how-to-ask.ts';
import type { Trace } from '../../cli/trace/trace.ts';
import { createClient } from '../../client/index.ts';
import type { QueueFigures } from '../../local/index.ts';
import { eventually } from '../support/eventually.ts';
import { copyProject, type ProjectCopy } from '../support/project-copy.ts';

const base = 'baseMinor: 220,';
const dearerBase = 'baseMinor: 1_000_220,';

describe('npm run dev', { timeout: 240_000 }, () => {
  let copy: ProjectCopy;
  let start: TalkingProcess;
  let apiUrl: string;

  beforeAll(async () => {
    copy = await copyProject();
    // It listens there again for an edited template.
    const args = ['cli/ride-request.js', 'start', '--watch', '--still', '--port', String(await freePort())];
    start = talkingNode(args, { cwd: copy.directory });
    apiUrl = /The API is at (\S+)/.exec(await start.said(/Ctrl-C stops/))?.[1] ?? expect.fail('no address');
  });
  afterAll(async () => {
    start.child.kill('SIGKILL');
    await copy.remove();
  });

  const rider = () => createClient({ baseUrl: apiUrl, token: () => tokenOf('rider', 'dora') });

  /** In minor units. */
  async function fare(flow: 'parallel' | 'sequential' = 'parallel'): Promise<number> {
    const ride = await rider().requestRide(firstRide, { flow, waitSeconds: 25 });
    await rider().cancelRide(ride.rideId);
    return ride.outcome?.fare.amountMinor ?? expect.fail(`It was ${ride.status}.`);
  }

  /** What a command prints for programs. */
  async function commanded(...args: readonly string[]) {
    const options = ['--json', '--api', apiUrl];
    const { output } = await talkingNode(['cli/ride-request.js', ...args, ...options], { cwd: copy.directory }).exited;
    return JSON.parse(output);
  }

  /** How many messages the dead-letter queue of pricing has. */
  async function deadLetters(): Promise<number | undefined> {
    const answer = await fetch(new URL('/_cloud/queues', apiUrl));
    const { queues } = (await answer.json()) as { readonly queues: readonly QueueFigures[] };
    return queues.find(({ logicalId }) => /^PricingDeadLetters[0-9A-F]{8}$/.test(logicalId))?.visible;
  }

  /** How often pricing has begun with a ride. */
  async function startsOf(rideId: string): Promise<number> {
    const { lines }: Trace = await commanded('trace', rideId, '--rider', 'dora');
    return lines.filter(({ service, message }) => service === 'pricing' && message === 'branch started').length;
  }

  /** Edits a file, and resolves to what is said from then on, once it matches. */
  async function afterEdit(pattern: RegExp, file: string, from: string, to: string): Promise<string> {
    const before = start.printed();
    await copy.edit(file, from, to);
    return start.said(pattern, before);
  }

  it('has an edit of a tariff in the next fare of both flows, and keeps what is in the tables', async () => {
    expect(await fare()).toBeLessThan(1_000_000);
    const { rides } = await rider().listRides();
    const said = await afterEdit(/Reloaded .*\n/, 'core/tariffs.ts', base, dearerBase);
    expect(said).toMatch(/Reloaded (pricing, sequential-ride|sequential-ride, pricing) in \d+ ms: .*\.\n/);
    expect(await fare()).toBeGreaterThan(1_000_000);
    expect(await fare('sequential')).toBeGreaterThan(1_000_000);
    const ids = (await rider().listRides()).rides.map(({ rideId }) => rideId);
    expect(ids).toEqual(expect.arrayContaining(rides.map(({ rideId }) => rideId)));
  });

  it('keeps a dead letter, which the mended code is given', async () => {
    const statement = 'const tariff = tariffs[product];';
    const broken = `if (product === 'xl') throw new Error('no tariff'); ${statement}`;
    await afterEdit(/Reloaded .*pricing.*\n/, 'core/pricing.ts', statement, broken);
    const ride = await rider().requestRide({ ...firstRide, product: 'xl' }, { flow: 'parallel', waitSeconds: 25 });
    expect(ride.reasons).toMatchObject([{ code: 'pricing_unavailable' }]);
    await eventually(async () => expect(await deadLetters()).toBe(1));
    await afterEdit(/Reloaded .*pricing.*\n/, 'core/pricing.ts', broken, statement);
    expect(await deadLetters()).toBe(1);
    const starts = await startsOf(ride.rideId);
    const { deadLetterQueues } = await commanded('redrive', '--queue', 'PricingDeadLetters');
    expect(deadLetterQueues).toMatchObject([
      { count: 1, oldest: { content: { rideId: ride.rideId } }, result: { moved: 1 } },
    ]);
    // What comes of it depends on whether the ride's deadline has come as well.
    await eventually(async () => expect(await startsOf(ride.rideId)).toBe(starts + 1));
    expect(await deadLetters()).toBe(0);
  });

  it('shows a syntax error with its place, and the old code stays live until it is mended', async () => {
    const said = await afterEdit(/the old code stays live/, 'core/tariffs.ts', dearerBase, 'baseMinor: 1_000_220}},');
    expect(said).toMatch(/core\/tariffs\.ts:\d+:\d+:/);
    expect(await fare()).toBeGreaterThan(1_000_000);
    await afterEdit(/The edit changes no code that runs/, 'core/tariffs.ts', 'baseMinor: 1_000_220}},', dearerBase);
  });

  it('shows a type error with its place, and the old code stays live', async () => {
    const said = await afterEdit(/The old code of .* stays live/, 'core/tariffs.ts', dearerBase, "baseMinor: '1',");
    expect(said).toMatch(/core\/tariffs\.ts\(\d+,\d+\): error TS2322/);
    expect(await fare()).toBeGreaterThan(1_000_000);
    await afterEdit(/Reloaded pricing/, 'core/tariffs.ts', "baseMinor: '1',", base);
    expect(await fare()).toBeLessThan(1_000_000);
  });

  it('keeps the stack that runs when the template is wrong', async () => {
    const said = await afterEdit(
      /old code .*stays live/,
      'lib/gather.ts',
      'timeoutSeconds: 6,',
      "timeoutSeconds: '6',",
    );
    expect(said).toMatch(/lib\/gather\.ts\(\d+,\d+\): error TS/);
    await fare();
    await afterEdit(/Nothing in the template differs/, 'lib/gather.ts', "timeoutSeconds: '6',", 'timeoutSeconds: 6,');
  });

  it('says what differs in the template, and runs it on the same port', async () => {
    const said = await afterEdit(
      /The stack is up again at \S+/,
      'lib/gather.ts',
      'timeoutSeconds: 6,',
      'timeoutSeconds: 7,',
    );
    expect(said).toMatch(/The template differs:\n.*AWS::Lambda::Function\) Properties Timeout: 6 → 7\n/);
    expect(said).toContain(`The stack is up again at ${apiUrl}`);
    await fare();
    await afterEdit(/Reloaded pricing/, 'core/tariffs.ts', base, dearerBase);
    expect(await fare()).toBeGreaterThan(1_000_000);
  });

  it('ends in good order', async () => {
    start.child.kill('SIGINT');
    const { code, output } = await start.exited;
    expect(output).toMatch(/stopping … \d+\.\d s\n$/);
    expect(code).toBe(0);
  });
});

describe('npm run dev, told to end', { timeout: 240_000 }, () => {
  let copy: ProjectCopy;
  let directory: string;
  let start: TalkingProcess;

  beforeAll(async () => {
    copy = await copyProject();
  });
  afterAll(() => copy.remove());
  beforeEach(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'watch-command-'));
    const args = ['cli/ride-request.js', 'start', '--watch', '--still', '--port', String(await freePort())];
    start = talkingNode(args, { cwd: copy.directory, environment: { TMPDIR: directory } });
    await start.said(/Ctrl-C stops/);
  });
  afterEach(async () => {
    start.child.kill('SIGKILL');
    await rm(directory, { recursive: true, force: true });
  });

  const neverLoads = `Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);\n`;
  const tariffs = 'export const tariffs';
  const [timeOut, longer] = ['timeoutSeconds: 6,', 'timeoutSeconds: 7,'];

  it.each<[string, NodeJS.Signals, string, string, string, RegExp, number]>([
    ['loads edited code', 'SIGINT', 'core/tariffs.ts', tariffs, `${neverLoads}${tariffs}`, /Reloaded .*pricing/, 0],
    ['loads edited code', 'SIGTERM', 'core/tariffs.ts', tariffs, `${neverLoads}${tariffs}`, /Reloaded .*pricing/, 0],
    ['synthesizes an edited template', 'SIGINT', 'lib/gather.ts', timeOut, longer, /synthesizing it again …\n$/, 0],
    [
      'restarts for an edited template',
      'SIGTERM',
      'lib/gather.ts',
      timeOut,
      longer,
      /starting the embedded .* … $/,
      130,
    ],
  ])(
    'while it %s, by %s, ends in good order and leaves nothing behind',
    async (_, signal, file, from, to, moment, code) => {
      const before = start.printed();
      await copy.edit(file, from, to);
      await start.said(moment, before);
      start.child.kill(signal);
      const ended = await start.exited;
      await copy.edit(file, to, from);
      expect(ended.output).toMatch(
        code === 0 ? /stopping … \d+\.\d s\n$/ : /… interrupted\nIt was ended before it was up\.\n$/,
      );
      expect(ended.code).toBe(code);
      expect(await readdir(directory)).toEqual([]);
    },
  );
});
