import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { decode } from '@jridgewell/sourcemap-codec';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TalkingProcess, talkingNode } from '../../bench/support/talking-process.ts';
import { tokenOf } from '../../cli/callers.ts';
import { defaultRider } from '../../cli/defaults.ts';
import { firstRide } from '../../cli/how-to-ask.ts';
import { createClient } from '../../client/index.ts';
import { eventually } from '../support/eventually.ts';
import { InspectorClient, type Script } from '../support/inspector-client.ts';

const projectDirectory = path.join(import.meta.dirname, '../..');
const source = path.join(projectDirectory, 'core/pricing.ts');

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

describe('npm start -- --inspect', { timeout: 240_000 }, () => {
  let start: TalkingProcess;
  let apiUrl: string;
  let client: InspectorClient;

  beforeAll(async () => {
    const args = ['cli/ride-request.js', 'start', '--inspect', '0', '--still', '--port', '0'];
    start = talkingNode(args, { cwd: projectDirectory });
    const output = await start.said(/Ctrl-C stops/);
    apiUrl = /The API is at (\S+)/.exec(output)?.[1] ?? expect.fail(output);
    client = await InspectorClient.connect(/Debugger listening on (ws:\S+)/.exec(output)?.[1] ?? expect.fail(output));
  });
  afterAll(() => {
    client?.close();
    start.child.kill('SIGKILL');
  });

  it('requests no ride of its own', async () => {
    const rider = createClient({ baseUrl: apiUrl, token: () => tokenOf('rider', defaultRider) });
    expect((await rider.listRides()).rides).toEqual([]);
  });

  it('has a ride stop at a breakpoint in core/pricing.ts, and go on', async () => {
    const statement = 'const tariff = tariffs[product];';
    const place = {
      source,
      line: (await readFile(source, 'utf8')).split('\n').findIndex((line) => line.includes(statement)),
    };
    const set = await eventually(async () => {
      const scripts = client.scripts.filter(({ url, sourceMapUrl }) => /pricing/i.test(url) && sourceMapUrl !== '');
      expect(scripts).not.toEqual([]);
      return Promise.all(
        scripts.map(async (script) => {
          const { line, column } = (await readMap(script)).generated(place) ?? expect.fail(script.url);
          return client.setBreakpoint(script, line, column);
        }),
      );
    });
    expect(set.flatMap(({ locations }) => locations)).not.toEqual([]);

    const rider = createClient({ baseUrl: apiUrl, token: () => tokenOf('rider', 'erin') });
    const asked = rider.requestRide(firstRide, { flow: 'parallel', waitSeconds: 0 });
    const pause = await client.paused();
    const map = await readMap(pause.script ?? expect.fail('It stands in no script that is known.'));
    expect(map.original(pause.line, pause.column)).toEqual(place);
    expect(await pause.evaluate('product')).toBe('standard');
    const { rideId } = await asked;
    expect((await rider.getRide(rideId)).status).toBe('requested');
    await pause.resume();
    await eventually(async () => expect((await rider.getRide(rideId)).status).toBe('confirmed'));
  });

  it('ends in good order, with a debugger connected', async () => {
    start.child.kill('SIGINT');
    const { code, output } = await start.exited;
    expect(output).toMatch(/stopping … \d+\.\d s\n/);
    expect(code).toBe(0);
  });
});
