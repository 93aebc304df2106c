import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { cancel } from '../../cli/cancel.ts';
import { run } from '../../cli/command.ts';
import { drivers } from '../../cli/drivers.ts';
import { redrive } from '../../cli/redrive.ts';
import { request } from '../../cli/request.ts';
import { rides } from '../../cli/rides.ts';
import { trace } from '../../cli/trace.ts';
import { NoAnswerError } from '../../client/index.ts';
import { eventually } from '../support/eventually.ts';
import { heldTimeLimits } from '../support/held-time-limits.ts';
import { tracedRide } from '../support/ride-log.ts';
import { type Answer, disturbances, type ScriptedServer, startScriptedServer } from '../support/scripted-server.ts';

const servers: ScriptedServer[] = [];
afterAll(() => Promise.all(servers.map((server) => server.stop())));

beforeEach(() => void vi.spyOn(console, 'log').mockImplementation(() => {}));
afterEach(() => void vi.restoreAllMocks());

async function aServer(answer: Answer) {
  const server = await startScriptedServer(() => answer);
  servers.push(server);
  return { server, api: ['--api', `http://127.0.0.1:${server.port}/v1/`] };
}

const places = ['--pickup', '37.7749,-122.4194', '--dropoff', '37.8044,-122.2712'];

/** Each begins with a call of the API, or of an embedded cloud. */
const calls: readonly [CommandUnknownOpts, readonly string[], number][] = [
  [rides, [], 30_000],
  [cancel, [tracedRide], 30_000],
  [drivers, ['--drivers', '1', '--for', '1h'], 30_000],
  [request, [...places, '--wait', '3'], 33_000],
  [trace, [tracedRide], 10_000],
  [redrive, [], 10_000],
];

const begin =
  (status: number): Answer =>
  (response) =>
    void response.writeHead(status, { 'Content-Type': 'application/json' }).write('{');

describe('a command whose call is accepted', () => {
  it.each(
    calls.flatMap(([command, args, ms]) => [
      { name: command.name(), how: 'never answered', command, args, ms, answer: disturbances['never answers'] },
      { name: command.name(), how: 'never answered to the end', command, args, ms, answer: begin(200) },
      { name: command.name(), how: 'refused, and not to the end', command, args, ms, answer: begin(500) },
    ]),
  )('and $how says so after a time: $name', async ({ command, args, ms, answer }) => {
    const { server, api } = await aServer(answer);
    const limits = heldTimeLimits((asked) => asked === ms);
    const running = expect(run(command, [...args, ...api])).rejects.toThrow(NoAnswerError);
    await eventually(() => expect(server.requests).not.toEqual([]));
    expect(limits.asked).toContain(ms);
    limits.end();
    await running;
  });

  it.each<[string, Answer]>([
    ['is cut off', disturbances['breaks off']],
    ['can not be decoded', (response) => response.writeHead(200, { 'Content-Encoding': 'gzip' }).end('no gzip')],
  ])('by an embedded cloud whose answer %s says so', async (_, answer) => {
    const { api } = await aServer(answer);
    await expect(run(redrive, api)).rejects.toThrow(NoAnswerError);
  });
});
