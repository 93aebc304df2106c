import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TalkingProcess, talkingNode } from '../../bench/support/talking-process.ts';
import { tokenOf } from '../../cli/callers.ts';
import { defaultRider } from '../../cli/defaults.ts';
import { firstRide } from '../../cli/how-to-ask.ts';
import { createClient, type Ride } from '../../client/index.ts';
import { breakInPricing, type Place, placeOf } from '../support/breakpoint.ts';
import { eventually } from '../support/eventually.ts';
import { InspectorClient } from '../support/inspector-client.ts';
import { copyProject, type ProjectCopy } from '../support/project-copy.ts';

const projectDirectory = path.join(import.meta.dirname, '../..');

describe.each([
  ['npm start -- --inspect', []],
  ['npm run dev -- --inspect', ['--watch']],
])('%s', { timeout: 240_000 }, (_, options) => {
  const isWatching = options.includes('--watch');
  let copy: ProjectCopy | undefined;
  let directory = projectDirectory;
  let temporaryDirectory: string;
  let start: TalkingProcess;
  let apiUrl: string;
  let client: InspectorClient;

  beforeAll(async () => {
    if (isWatching) {
      copy = await copyProject();
      directory = copy.directory;
    }
    const args = ['cli/ride-request.js', 'start', ...options, '--inspect', '0', '--still', '--port', '0'];
    temporaryDirectory = await mkdtemp(path.join(tmpdir(), 'inspect-command-'));
    start = talkingNode(args, { cwd: directory, environment: { TMPDIR: temporaryDirectory } });
    const output = await start.said(/Ctrl-C stops/);
    apiUrl = /The API is at (\S+)/.exec(output)?.[1] ?? expect.fail(output);
    client = await InspectorClient.connect(/Debugger listening on (ws:\S+)/.exec(output)?.[1] ?? expect.fail(output));
  });
  afterAll(async () => {
    client?.close();
    start.child.kill('SIGKILL');
    await copy?.remove();
    await rm(temporaryDirectory, { recursive: true, force: true });
  });

  /** Has a ride stop at this place and go on. */
  async function stopsAt(place: Place): Promise<Ride> {
    const rider = createClient({ baseUrl: apiUrl, token: () => tokenOf('rider', 'erin') });
    const asked = rider.requestRide(firstRide, { flow: 'parallel', waitSeconds: 0 });
    const pause = await client.paused();
    expect(await placeOf(pause)).toEqual(place);
    expect(await pause.evaluate('product')).toBe('standard');
    const { rideId } = await asked;
    expect((await rider.getRide(rideId)).status).toBe('requested');
    await pause.resume();
    return eventually(async () => {
      const ride = await rider.getRide(rideId);
      expect(ride.status).toBe('confirmed');
      return ride;
    });
  }

  it('requests no ride of its own', async () => {
    const rider = createClient({ baseUrl: apiUrl, token: () => tokenOf('rider', defaultRider) });
    expect((await rider.listRides()).rides).toEqual([]);
  });

  it('has a ride stop at a breakpoint in core/pricing.ts, and go on', async () => {
    await stopsAt(await breakInPricing(client, directory));
  });

  it.runIf(isWatching)('has a ride stop there in code that was edited, too', async () => {
    const [known, before] = [client.scripts.length, start.printed()];
    await copy?.edit('core/tariffs.ts', 'baseMinor: 220,', 'baseMinor: 1_000_220,');
    await start.said(/Reloaded .*pricing/, before);
    const { outcome } = await stopsAt(await breakInPricing(client, directory, known));
    expect(outcome?.fare.amountMinor).toBeGreaterThan(1_000_000);
  });

  it('ends in good order while it stands at a breakpoint, and leaves nothing behind', async () => {
    const rider = createClient({ baseUrl: apiUrl, token: () => tokenOf('rider', 'erin') });
    await rider.requestRide(firstRide, { flow: 'parallel', waitSeconds: 0 });
    await client.paused();
    start.child.kill('SIGINT');
    const { code, output } = await start.exited;
    expect(output).toMatch(/stopping … \d+\.\d s\n/);
    expect(code).toBe(0);
    expect(await readdir(temporaryDirectory)).toEqual([]);
  });
});
