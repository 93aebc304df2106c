import { type ChildProcess, execFile, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { talkingProcess } from '../../bench/support/talking-process.ts';
import { defaultPort, demonstrationRider } from '../../cli/defaults.ts';
import { describeCloud } from '../../cli/embedded-cloud.ts';
import { eventually } from '../support/eventually.ts';

const projectDirectory = path.join(import.meta.dirname, '../..');
const running = new Set<ChildProcess>();

afterAll(() => {
  for (const child of running) child.kill('SIGKILL');
  running.clear();
});

/** Runs the command line. */
const command = (...args: readonly string[]) => commandIn({}, process.execPath, 'cli/ride-request.js', ...args);

function commandIn(environment: Readonly<Record<string, string>>, program: string, ...args: readonly string[]) {
  const started = talkingProcess(program, args, { cwd: projectDirectory, environment });
  running.add(started.child);
  return started;
}

/** The rides whose traces are linked to in the console of this API. */
const linkedRides = (output: string, apiUrl: string): string[] =>
  [...output.matchAll(/in the console: (\S+)#ride=(ride_[0-9a-f]{32})\b/g)].map(([, page, rideId = '']) => {
    expect(page).toBe(new URL('/', apiUrl).href);
    return rideId;
  });

const apiOf = (output: string): string => /The API is at (\S+)/.exec(output)?.[1] ?? expect.fail(output);

/** A driver reports although nobody has told them to. */
async function moves(apiUrl: string): Promise<void> {
  const { environment, outputs } = await describeCloud(apiUrl);
  const dynamo = DynamoDBDocumentClient.from(
    new DynamoDBClient({
      endpoint: environment.AWS_ENDPOINT_URL_DYNAMODB ?? '',
      region: 'us-east-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    }),
  );
  const now = new Date().toISOString();
  await eventually(async () => {
    const { Items = [] } = await dynamo.send(new ScanCommand({ TableName: outputs.DriversTableName }));
    expect(Items.filter(({ reportedAt }) => reportedAt > now)).not.toEqual([]);
  });
}

async function drivesAnotherFleet(apiUrl: string): Promise<void> {
  const plan = ['--drivers', '4', '--every', '1', '--for', '5s', '--json'];
  const { code, output } = await command('drivers', ...plan, '--api', apiUrl).exited;
  expect(code, output).toBe(0);
  const reports = output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(new Set(reports.map(({ driverId }) => driverId)).size).toBe(4);
  expect(reports.slice(-4).map(({ onShift }) => onShift)).toEqual([false, false, false, false]);
}

/** A ride by the commands alone, as somebody would who reads their help. */
async function ridesByCommand(apiUrl: string): Promise<void> {
  const as = ['--rider', 'carol', '--api', apiUrl];
  const places = ['--pickup', '37.7749,-122.4194', '--dropoff', '37.8044,-122.2712'];
  const slowly = ['--simulate', '{"pricing":{"delayMs":1500}}'];
  const asked = await command('request', ...places, ...slowly, ...as).exited;
  const [rideId = ''] = /ride_[0-9a-f]{32}/.exec(asked.output) ?? [];
  expect(asked.output).toMatch(
    / is requested\n(.*\n)* {2}eta: ok after [\d,]+ ms\n(.*\n)*ride_\w+ is confirmed after [\d,]+ ms\n/,
  );
  expect(asked.code).toBe(0);
  expect(linkedRides(asked.output, apiUrl)).toEqual([rideId]);
  const watched = await command('watch', rideId, '--json', ...as).exited;
  expect(JSON.parse(watched.output)).toMatchObject({ rideId, status: 'confirmed' });
  expect(await command('cancel', rideId, ...as).exited).toEqual({ code: 0, output: `${rideId} is cancelled.\n` });
  await eventually(async () => {
    const listed = await command('rides', '--json', ...as).exited;
    expect(JSON.parse(listed.output)).toMatchObject({ rides: [{ rideId, status: 'cancelled' }], next: null });
  });
}

/** Where another process has the usual port, and gives it up before it is found taken, it is done again. */
async function startedBesideTheUsualPort(...options: readonly string[]) {
  for (;;) {
    const server = createServer().listen(defaultPort, '127.0.0.1');
    const isHeld = await once(server, 'listening').then(
      () => true,
      () => false,
    );
    const ended = await command('start', ...options).exited;
    server.close();
    if (isHeld || ended.output.includes('is taken')) return ended;
  }
}

describe('npm start', { timeout: 240_000 }, () => {
  it('shows a parallel and a sequential ride and, with --once, ends', async () => {
    const { code, output } = await command('start', '--once', '--port', '0').exited;
    for (const flow of ['parallel', 'sequential'])
      expect(output).toMatch(new RegExp(`${flow} ride: confirmed after [\\d,]+ ms\\n( .*\\n)+`));
    // The console ends with the stack.
    expect(output).not.toContain('in the console');
    expect(code).toBe(0);
  });

  it('prints a curl line that works when pasted, moves its fleet, takes another one, and stops on Ctrl-C', async () => {
    const { child, said, exited } = command('start', '--port', '0');
    const output = await said(/Ctrl-C/);
    // The rides that it has requested by itself are not those of the rider who begins here.
    const listed = await command('rides', '--api', apiOf(output)).exited;
    expect(listed).toEqual({ code: 0, output: 'There are no rides.\n' });
    const shownRides = linkedRides(output, apiOf(output));
    expect(shownRides).toHaveLength(2);
    for (const [index, rideId] of shownRides.entries()) {
      const shown = await command('watch', rideId, '--json', '--rider', demonstrationRider, '--api', apiOf(output))
        .exited;
      expect(JSON.parse(shown.output)).toMatchObject({ rideId, flow: index === 0 ? 'parallel' : 'sequential' });
    }
    const curl = output.split('\n').find((line) => line.trim().startsWith('curl')) ?? '';
    const { stdout } = await promisify(execFile)('bash', ['-c', curl]);
    expect(JSON.parse(stdout)).toMatchObject({ status: 'confirmed' });
    await moves(apiOf(output));
    await drivesAnotherFleet(apiOf(output));
    await ridesByCommand(apiOf(output));
    child.kill('SIGINT');
    expect((await exited).code).toBe(0);
  });

  it('takes another port where the usual one is taken, as beside another stack', async () => {
    const { code, output } = await startedBesideTheUsualPort('--once', '--json');
    expect(output).toContain('Port 4100 is taken, so another one is used.');
    expect(JSON.parse(output.slice(output.indexOf('{'), output.lastIndexOf('}') + 1)).apiUrl).toMatch(
      /^http:\/\/127\.0\.0\.1:(?!4100)\d+\/v1\/$/,
    );
    expect(code).toBe(0);
  });

  it('runs beside another one, and each serves rides of its own', async () => {
    const starts = [];
    for (const options of [[], ['--still']]) {
      const started = command('start', ...options);
      starts.push({ ...started, apiUrl: apiOf(await started.said(/Ctrl-C stops/)) });
    }
    expect(new Set(starts.map(({ apiUrl }) => apiUrl)).size).toBe(2);
    const places = ['--pickup', '37.7749,-122.4194', '--dropoff', '37.8044,-122.2712'];
    const rides = starts.map(({ apiUrl }) => command('request', ...places, '--json', '--api', apiUrl).exited);
    for (const [index, { code, output }] of (await Promise.all(rides)).entries()) {
      expect(code, output).toBe(0);
      const listed = await command('rides', '--json', '--api', starts[index]?.apiUrl ?? '').exited;
      expect(JSON.parse(listed.output).rides).toMatchObject([{ rideId: JSON.parse(output).rideId }]);
    }
    for (const { child, exited } of starts) {
      child.kill('SIGINT');
      expect((await exited).code).toBe(0);
    }
  });

  it('says which port is taken when it was asked for that one', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    const { code, output } = await command('start', '--once', '--port', String(port)).exited;
    server.close();
    expect(output).toContain(`Port ${port} is taken`);
    expect(code).toBe(1);
  });
});

describe('npm start, told to end', { timeout: 240_000 }, () => {
  let directory: string;
  const own = () => ({ TMPDIR: directory });
  const start = (...options: readonly string[]) =>
    commandIn(own(), process.execPath, 'cli/ride-request.js', 'start', '--port', '0', ...options);

  beforeEach(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'start-command-'));
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  it.each<[string, NodeJS.Signals, RegExp, ...string[]]>([
    ['while the stack is synthesized', 'SIGINT', /synthesizing the stack … $/],
    ['while the embedded cloud starts', 'SIGHUP', /starting the embedded cloud … $/],
    ['while it bundles for breakpoints', 'SIGINT', /bundling for breakpoints … $/, '--inspect', '0'],
    ['while it bundles for breakpoints', 'SIGTERM', /bundling for breakpoints … $/, '--inspect', '0'],
    ['while drivers are seeded', 'SIGTERM', /seeding 500 drivers … $/],
    ['while it warms up', 'SIGINT', /warming up … $/],
    ['while the first rides are shown', 'SIGINT', /requesting a parallel and a sequential ride … $/],
    ['while the first rides are shown', 'SIGTERM', /requesting a parallel and a sequential ride … $/],
  ])('%s, by %s, ends and leaves nothing behind', async (_, signal, moment, ...options) => {
    const { child, said, exited } = start(...options);
    await said(moment);
    child.kill(signal);
    const { code, output } = await exited;
    expect(output).toMatch(/… interrupted\n(stopping … .*\n)?It was ended before it was up\.\n$/);
    expect(code).toBe(130);
    expect(await readdir(directory)).toEqual([]);
  });

  it.each<NodeJS.Signals>(['SIGINT', 'SIGTERM', 'SIGHUP'])(
    'while it reads the sources for live edits, by %s, stops in good order and leaves nothing behind',
    async (signal) => {
      const { child, said, exited } = start('--watch');
      // It reads them from here on; it says so where everything else has to wait for that.
      await said(/seeding 500 drivers … $/);
      child.kill(signal);
      const { code, output } = await exited;
      expect(output).toMatch(/… interrupted\nstopping … \d+\.\d s\nIt was ended before it was up\.\n$/);
      expect(code).toBe(130);
      expect(await readdir(directory)).toEqual([]);
    },
  );

  // SIGHUP comes from a terminal that is closed, SIGTERM from a supervisor.
  it.each<NodeJS.Signals>(['SIGHUP', 'SIGTERM'])('once it is up, by %s, stops in good order', async (signal) => {
    const { child, said, exited } = start();
    await said(/Ctrl-C stops/);
    child.kill(signal);
    const { code, output } = await exited;
    expect(output).toMatch(/stopping … \d+\.\d s\n$/);
    expect(code).toBe(0);
    expect(await readdir(directory)).toEqual([]);
  });

  it('by a kill, leaves what the next one sweeps', async () => {
    const { child, said, exited } = start();
    await said(/starting the embedded cloud … $/);
    child.kill('SIGKILL');
    await exited;
    const left = await readdir(directory);
    expect(left).not.toEqual([]);
    const next = start();
    await next.said(/starting the embedded cloud … $/);
    expect((await readdir(directory)).filter((name) => left.includes(name))).toEqual([]);
    next.child.kill('SIGINT');
    await next.exited;
  });

  it.each<[NodeJS.Signals, string, RegExp, RegExp]>([
    ['SIGTERM', 'while the stack is synthesized', /synthesizing the stack … $/, /It was ended before it was up\./],
    ['SIGKILL', 'while the stack is synthesized', /synthesizing the stack … $/, /It was ended before it was up\./],
    ['SIGHUP', 'while the stack is synthesized', /synthesizing the stack … $/, /It was ended before it was up\./],
    ['SIGTERM', 'once it is up', /Ctrl-C stops/, /\nstopping … \d+\.\d s\n/],
    ['SIGKILL', 'once it is up', /Ctrl-C stops/, /\nstopping … \d+\.\d s\n/],
    ['SIGHUP', 'once it is up', /Ctrl-C stops/, /\nstopping … \d+\.\d s\n/],
  ])('ends with the npm that %s ends %s', async (signal, _, moment, end) => {
    const { child, said, exited } = commandIn(own(), 'npm', 'start', '--', '--port', '0');
    await said(moment);
    child.kill(signal);
    expect((await exited).output).toMatch(end);
    // npm itself leaves what it has compiled.
    expect((await readdir(directory)).filter((name) => name !== 'node-compile-cache')).toEqual([]);
  });
});

/** `script` gives a program a terminal, and types into it what it reads. */
const hasTerminals = spawnSync('script', ['--version']).status === 0;

describe.skipIf(!hasTerminals)('npm start, at a terminal', { timeout: 240_000 }, () => {
  const start = `${process.execPath} cli/ride-request.js start --port 0`;
  const atTerminal = () => commandIn({}, 'script', '--quiet', '--return', '--command', start, '/dev/null');

  it('races again, shows the logs and quits, as its keys say', async () => {
    const { child, said, exited } = atTerminal();
    const output = await said(/q quits\. Ctrl-C stops everything\./);
    expect(output).toContain(
      'Keys: o opens the console, r races a ride both ways, l switches the logs on or off, q quits.',
    );
    child.stdin.write('l');
    await said(/Function logs are on\./);
    child.stdin.write('r');
    const raced = linkedRides(await said(/(#ride=ride_[0-9a-f]{32}[\s\S]*){4}/), apiOf(output)).slice(2);
    await eventually(async () => {
      const listed = await command('rides', '--json', '--api', apiOf(output)).exited;
      const rides: { readonly rideId: string }[] = JSON.parse(listed.output).rides;
      expect(rides).toMatchObject([{ flow: 'sequential' }, { flow: 'parallel' }]);
      expect(raced).toEqual(rides.map(({ rideId }) => rideId).toReversed());
    });
    expect(await said(/^\[\w[\w-]*\] \{/m)).toMatch(/^\[.*pricing.*\] \{/im);
    child.stdin.write('q');
    expect((await exited).code).toBe(0);
  });

  it('hears Ctrl-C as a key', async () => {
    const { child, said, exited } = atTerminal();
    await said(/q quits\. Ctrl-C stops everything\./);
    child.stdin.write('\u0003');
    const { code, output } = await exited;
    expect(output).toMatch(/stopping … /);
    expect(code).toBe(0);
  });
});

describe('npm start, on a machine that lacks something', { timeout: 240_000 }, () => {
  it('says in a sentence that the temporary directory is missing', async () => {
    const missing = path.join(tmpdir(), 'start-command-missing');
    const { code, output } = await commandIn({ TMPDIR: missing }, process.execPath, 'cli/ride-request.js', 'start')
      .exited;
    expect(output).toMatch(
      /failed\nThe temporary directory \S+ does not exist\. Free space there, or set \$TMPDIR to another directory\.\n$/,
    );
    expect(code).toBe(1);
  });

  it('says in a sentence that its key is damaged', async () => {
    const directory = await mkdtemp(path.join(tmpdir(), 'start-command-key-'));
    await writeFile(path.join(directory, 'development-key.json'), '{');
    const environment = { RIDE_REQUEST_DIRECTORY: directory };
    const { code, output } = await commandIn(environment, process.execPath, 'cli/ride-request.js', 'start').exited;
    await rm(directory, { recursive: true });
    expect(output).toMatch(/^\S+development-key\.json does not hold a private key\. Delete it: .*\.\n$/);
    expect(code).toBe(1);
  });
});
