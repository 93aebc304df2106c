import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { decode } from '@jridgewell/sourcemap-codec';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TalkingProcess, talkingNode } from '../../bench/support/talking-process.ts';
import { tokenOf } from '../../cli/callers.ts';
import { defaultRider } from '../../cli/defaults.ts';
import { firstRide } from '../../cli/how-to-ask.ts';
import { createClient, type Ride } from '../../client/index.ts';
import { eventually } from '../support/eventually.ts';
import { InspectorClient, type Script } from '../support/inspector-client.ts';
import { copyProject, type ProjectCopy } from '../support/project-copy.ts';

const projectDirectory = path.join(import.meta.dirname, '../..');
/** In the sources, from 0. */
interface Place {
  readonly source: string;
  readonly line: number;
}

/** What a script's map says, as a debugger reads it. */
async function readMap({ url, sourceMapUrl }: Pick<Script, 'url' | 'sourceMapUrl'>) {
  const map = JSON.parse(await readFile(fileURLToPath(new URL(sourceMapUrl, url)), 'utf8'));
  const sources: string[] = map.sources.map((each: string) => fileURLToPath(`${map.sourceRoot}${each}`));
  const lines = decode(map.mappings);
  return {
    /** Where code of this place is in the script. */
    generated: (place: Place) => {
      const found = lines.flatMap((segments, line) =>
        segments.flatMap(([column, index, sourceLine]) =>
          index !== undefined && sources[index] === place.source && sourceLine === place.line ? [{ line, column }] : [],
        ),
      );
      return found[0];
    },
    original: (line: number, column: number): Place | undefined => {
      const segment = lines[line]?.findLast(([start]) => start <= column);
      if (segment?.[1] === undefined) return undefined;
      return { source: sources[segment[1]] ?? '', line: segment[2] ?? -1 };
    },
  };
}

describe.each([
  ['npm start -- --inspect', []],
  ['npm run dev -- --inspect', ['--watch']],
])('%s', { timeout: 240_000 }, (_, options) => {
  const isWatching = options.includes('--watch');
  let copy: ProjectCopy | undefined;
  let directory = projectDirectory;
  let start: TalkingProcess;
  let apiUrl: string;
  let client: InspectorClient;

  beforeAll(async () => {
    if (isWatching) {
      copy = await copyProject();
      directory = copy.directory;
    }
    const args = ['cli/ride-request.js', 'start', ...options, '--inspect', '0', '--still', '--port', '0'];
    start = talkingNode(args, { cwd: directory });
    const output = await start.said(/Ctrl-C stops/);
    apiUrl = /The API is at (\S+)/.exec(output)?.[1] ?? expect.fail(output);
    client = await InspectorClient.connect(/Debugger listening on (ws:\S+)/.exec(output)?.[1] ?? expect.fail(output));
  });
  afterAll(async () => {
    client?.close();
    start.child.kill('SIGKILL');
    await copy?.remove();
  });

  /** Sets a breakpoint in the functions that have loaded core/pricing.ts since so many scripts were known. */
  async function breakInPricing(known = 0): Promise<Place> {
    const source = path.join(directory, 'core/pricing.ts');
    const lines = (await readFile(source, 'utf8')).split('\n');
    const place = { source, line: lines.findIndex((line) => line.includes('const tariff = tariffs[product];')) };
    const set = await eventually(async () => {
      const loaded = client.scripts.slice(known);
      const scripts = loaded.filter(({ url, sourceMapUrl }) => /pricing/i.test(url) && sourceMapUrl !== '');
      expect(scripts).not.toEqual([]);
      return Promise.all(
        scripts.map(async (script) => {
          const { line, column } = (await readMap(script)).generated(place) ?? expect.fail(script.url);
          return client.setBreakpoint(script, line, column);
        }),
      );
    });
    expect(set.flatMap(({ locations }) => locations)).not.toEqual([]);
    return place;
  }

  /** Has a ride stop at this place and go on. */
  async function stopsAt(place: Place): Promise<Ride> {
    const rider = createClient({ baseUrl: apiUrl, token: () => tokenOf('rider', 'erin') });
    const asked = rider.requestRide(firstRide, { flow: 'parallel', waitSeconds: 0 });
    const pause = await client.paused();
    const map = await readMap(pause.script ?? expect.fail('It stands in no script that is known.'));
    expect(map.original(pause.line, pause.column)).toEqual(place);
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
    await stopsAt(await breakInPricing());
  });

  it.runIf(isWatching)('has a ride stop there in code that was edited, too', async () => {
    const [known, before] = [client.scripts.length, start.printed()];
    await copy?.edit('core/tariffs.ts', 'baseMinor: 220,', 'baseMinor: 1_000_220,');
    await start.said(/Reloaded .*pricing/, before);
    const { outcome } = await stopsAt(await breakInPricing(known));
    expect(outcome?.fare.amountMinor).toBeGreaterThan(1_000_000);
  });

  it('ends in good order, with a debugger connected', async () => {
    start.child.kill('SIGINT');
    const { code, output } = await start.exited;
    expect(output).toMatch(/stopping … \d+\.\d s\n/);
    expect(code).toBe(0);
  });
});
