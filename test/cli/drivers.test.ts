import { afterAll, describe, expect, it, vi } from 'vitest';
import { run as runCommand } from '../../cli/command.ts';
import { drivers as command } from '../../cli/drivers.ts';
import { CommandError, UsageError } from '../../cli/errors.ts';
import { eventually } from '../support/eventually.ts';
import { heldTimeLimits } from '../support/held-time-limits.ts';
import {
  type Answer,
  json,
  type ReceivedRequest,
  type ScriptedServer,
  startScriptedServer,
} from '../support/scripted-server.ts';
import { subjectOf } from '../support/subject.ts';

const servers: ScriptedServer[] = [];
afterAll(() => Promise.all(servers.map((server) => server.stop())));

async function anApi(answer: Answer = json(200, { driverId: 'driver-1' })) {
  const server = await startScriptedServer(() => answer);
  servers.push(server);
  return { server, api: ['--api', `http://127.0.0.1:${server.port}/v1/`] };
}

/** Runs the command in this process and keeps what it prints. */
async function run(...args: readonly string[]) {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  const error = vi.spyOn(console, 'error').mockImplementation(() => {});
  try {
    const code = await runCommand(command, args);
    return { code, lines: log.mock.calls.map(([line]) => String(line)), warnings: error.mock.calls };
  } finally {
    log.mockRestore();
    error.mockRestore();
  }
}

/** Runs the command with three drivers, unless told otherwise, for a second that is over when so many have reported. */
async function runUntil(server: ScriptedServer, haveReported: number, ...args: readonly string[]) {
  const limits = heldTimeLimits((ms) => ms === 1_000);
  const running = run('--drivers', '3', '--every', '1', '--for', '1s', ...args);
  await eventually(() =>
    expect(new Set(server.requests.map(({ path }) => path)).size).toBeGreaterThanOrEqual(haveReported),
  );
  expect(limits.asked).toEqual([1_000]);
  limits.end();
  return running;
}

const runForAll = (server: ScriptedServer, ...args: readonly string[]) => runUntil(server, 3, ...args);

const reportOf = ({ method, path, headers, body }: ReceivedRequest) => ({
  method,
  path,
  by: subjectOf(headers.authorization),
  onShift: JSON.parse(body).onShift as boolean,
});

describe('the drivers command', () => {
  it('has each driver report for themselves, and takes them off shift at the end', async () => {
    const { server, api } = await anApi();
    const { code, lines, warnings } = await runForAll(server, '--seed', '7', ...api);
    const reports = server.requests.map(reportOf);
    for (const driverId of ['driver-7-0001', 'driver-7-0002', 'driver-7-0003']) {
      const own = reports.filter(({ path }) => path === `/v1/drivers/${driverId}`);
      expect(own[0]).toMatchObject({ method: 'PUT', by: driverId, onShift: true });
      expect(own.at(-1)).toMatchObject({ method: 'PUT', by: driverId, onShift: false });
    }
    expect(reports.slice(-3).map(({ onShift }) => onShift)).toEqual([false, false, false]);
    expect(lines.at(-1)).toBe(`0 drivers on shift, ${reports.length} reports, 0 refused; all are off shift now`);
    expect([code, warnings]).toEqual([0, []]);
  });

  it('prints a line of JSON for each report, and leaves the drivers on shift, on request', async () => {
    const { server, api } = await anApi();
    const { lines } = await runForAll(server, '--stay', '--json', ...api);
    const sent = server.requests.map(({ path, body }) => ({ driverId: path.split('/').at(-1), ...JSON.parse(body) }));
    expect(lines).toHaveLength(sent.length);
    for (const { at, ...report } of lines.map((line) => JSON.parse(line))) {
      expect(at).toEqual(expect.any(String));
      expect(sent).toContainEqual(report);
    }
    expect(server.requests.map(reportOf).every(({ onShift }) => onShift)).toBe(true);
  });

  it.each([[['--every', '121']], [['--drivers', '121', '--rate', '1']]])(
    'says so when drivers report too seldom to be matched: %j',
    async (args) => {
      const { server, api } = await anApi();
      expect((await runUntil(server, 0, ...args, ...api)).warnings).toHaveLength(1);
    },
  );

  it('waits as long as the API asks, and no longer', async () => {
    const { server, api } = await anApi();
    server.answerNext(json(429, { code: 'too_many_requests', detail: 'Later.' }, { 'Retry-After': '0' }));
    const { lines } = await runForAll(server, ...api);
    expect(lines.at(-1)).toContain('1 refused');
  });

  it('ends with the reason when the API refuses what it is told', async () => {
    const { api } = await anApi(json(401, { code: 'invalid_token', detail: 'No.' }));
    await expect(run(...api)).rejects.toThrow('401 invalid_token: No.');
  });

  it('sends no token to another machine', async () => {
    await expect(run('--api', 'https://api.example.com/v1/')).rejects.toThrow(CommandError);
  });

  it.each(['0s', '25d', '30d', '999999d'])('does not take %s for a time that a timer can last', async (span) => {
    await expect(run('--for', span)).rejects.toThrow('--for must be a span of time, 1s to 24d.');
  });

  it.each([[['--drivers', '0']], [['--every', 'often']], [['--rate', '-1']], [['--seed', 'x']], [['--for', '5']]])(
    'does not know how to be called as %j',
    async (args) => {
      await expect(run(...args)).rejects.toThrow(UsageError);
    },
  );
});
