import { SourceMap } from 'node:module';
import { encode } from '@jridgewell/sourcemap-codec';
import { describe, expect, it } from 'vitest';
import { ownSourceMap } from '../../../lib/own-source-map.ts';

/** A bundle in /out/pricing: columns 0 to 9 are zod's, 10 to 19 are of core/pricing.ts, from 20 on zod's again. */
const whole = JSON.stringify({
  version: 3,
  sources: ['../../p/node_modules/zod/index.js', '../../p/core/pricing.ts', '../../elsewhere/other.ts'],
  mappings: encode([
    [
      [0, 0, 0, 0],
      [5, 0, 1, 0],
      [10, 1, 41, 6],
      [15, 1, 42, 2],
      [20, 0, 7, 0],
      [30, 2, 1, 0],
    ],
  ]),
});

describe("a source map of what is the project's own", () => {
  const own = ownSourceMap(whole, '/out/pricing', '/p');
  const origin = (column: number) =>
    new SourceMap({
      ...own,
      sources: [...own.sources],
      file: '',
      names: [],
      sourcesContent: [],
      sourceRoot: '',
    }).findOrigin(1, column);

  it('names its sources from the project on', () => {
    expect(own.sources).toEqual(['core/pricing.ts']);
  });

  it('leads to their lines', () => {
    expect(origin(11)).toMatchObject({ fileName: 'core/pricing.ts', lineNumber: 42, columnNumber: 7 });
    expect(origin(16)).toMatchObject({ fileName: 'core/pricing.ts', lineNumber: 43, columnNumber: 3 });
  });

  it.each([3, 21, 31])('leads from what packages have brought along (column %i) to nothing', (column) => {
    expect(origin(column)).not.toHaveProperty('fileName');
  });

  it('says but once that something ends', () => {
    expect(own.mappings.split(',')).toHaveLength(3);
  });
});
