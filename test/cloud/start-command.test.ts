import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, describe, expect, it } from 'vitest';
import { describeCloud } from '../../cli/embedded-cloud.ts';
import { eventually } from '../support/eventually.ts';

const projectDirectory = path.join(import.meta.dirname, '../..');
const running = new Set<ChildProcess>();

afterAll(() => {
  for (const child of running) child.kill('SIGKILL');
  running.clear();
});

/** Runs the command line; `said` resolves with what it has printed once that matches. */
function command(...args: readonly string[]) {
  const child = spawn(process.execPath, ['cli/ride-request.js', ...args], { cwd: projectDirectory });
  running.add(child);
  let output = '';
  const listeners = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (data: Buffer) => {
      output += data.toString();
      for (const listener of listeners) listener();
    });
  }
  const said = (pattern: RegExp) =>
    new Promise<string>((resolve, reject) => {
      const look = () => pattern.test(output) && resolve(output);
      listeners.add(look);
      child.once('exit', () => reject(new Error(`It ended without having said ${pattern}:\n${output}`)));
      look();
    });
  const exited = once(child, 'exit').then(([code]) => ({ code: code as number | null, output }));
  return { child, said, exited };
}

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
    / is requested\n(.*\n)* {2}eta: ok after \d+ ms\n(.*\n)*ride_\w+ is confirmed after \d+ ms\n/,
  );
  expect(asked.code).toBe(0);
  const watched = await command('watch', rideId, '--json', ...as).exited;
  expect(JSON.parse(watched.output)).toMatchObject({ rideId, status: 'confirmed' });
  expect(await command('cancel', rideId, ...as).exited).toEqual({ code: 0, output: `${rideId} is cancelled.\n` });
  await eventually(async () => {
    const listed = await command('rides', '--json', ...as).exited;
    expect(JSON.parse(listed.output)).toMatchObject({ rides: [{ rideId, status: 'cancelled' }], next: null });
  });
}

describe('npm start', { timeout: 240_000 }, () => {
  it('shows a parallel and a sequential ride and, with --once, ends', async () => {
    const { code, output } = await command('start', '--once', '--port', '0').exited;
    expect(output).toMatch(/parallel ride: confirmed after \d+ ms/);
    expect(output).toMatch(/sequential ride: confirmed after \d+ ms/);
    expect(code).toBe(0);
  });

  it('prints a curl line that works when pasted, moves its fleet, takes another one, and stops on Ctrl-C', async () => {
    const { child, said, exited } = command('start', '--port', '0');
    const output = await said(/Ctrl-C/);
    const curl = output.split('\n').find((line) => line.trim().startsWith('curl')) ?? '';
    const { stdout } = await promisify(execFile)('bash', ['-c', curl]);
    expect(JSON.parse(stdout)).toMatchObject({ status: 'confirmed' });
    await moves(apiOf(output));
    await drivesAnotherFleet(apiOf(output));
    await ridesByCommand(apiOf(output));
    child.kill('SIGINT');
    expect((await exited).code).toBe(0);
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
