import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { decode } from '@jridgewell/sourcemap-codec';
import { expect } from 'vitest';
import { eventually } from './eventually.ts';
import type { InspectorClient, Pause, Script } from './inspector-client.ts';

/** In the sources, from 0. */
export interface Place {
  readonly source: string;
  readonly line: number;
}

/**
 * Sets a breakpoint in the functions that have loaded the core/pricing.ts of this project since so many scripts were known.
 * Resolves to where it is.
 */
export async function breakInPricing(client: InspectorClient, projectDirectory: string, known = 0): Promise<Place> {
  const source = path.join(projectDirectory, 'core/pricing.ts');
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

/** Where a worker stands. */
export async function placeOf({ script, line, column }: Pause): Promise<Place | undefined> {
  const map = await readMap(script ?? expect.fail('It stands in no script that is known.'));
  return map.original(line, column);
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
