import path from 'node:path';
import { decode, encode, type SourceMapMappings, type SourceMapSegment } from '@jridgewell/sourcemap-codec';

interface SourceMap {
  readonly version: 3;
  readonly sources: readonly string[];
  readonly mappings: string;
}

/**
 * A bundle's source map without what is not the project's own: of a megabyte some tens of kilobytes stay. What packages
 * have brought along is mapped to nothing.
 * @param directory where the map lies, from which it names its sources
 * @returns a map whose sources are relative to the project's directory
 */
export function ownSourceMap(text: string, directory: string, projectDirectory: string): SourceMap {
  const { sources, mappings } = JSON.parse(text) as SourceMap;
  const files = sources.map((source) => path.relative(projectDirectory, path.resolve(directory, source)));
  const own = files.filter(isOwn);
  const ownIndex = files.map((file) => own.indexOf(file));
  const lines = decode(mappings).map((line) => ownSegments(line, ownIndex));
  // Node's SourceMap takes an end that is the last thing of all for one more piece of what ends there.
  return { version: 3, sources: own, mappings: encode([...lines, []]) };
}

const isOwn = (file: string): boolean => !file.startsWith('..') && !file.split(path.sep).includes('node_modules');

/** @param ownIndex of each source of the whole map, its index among the own ones, or -1 */
function ownSegments(line: SourceMapMappings[number], ownIndex: readonly number[]): SourceMapSegment[] {
  const segments: SourceMapSegment[] = [];
  for (const [column, source, sourceLine, sourceColumn] of line) {
    const index = source === undefined ? -1 : (ownIndex[source] ?? -1);
    if (index >= 0) segments.push([column, index, sourceLine ?? 0, sourceColumn ?? 0]);
    // Where something of the project's own ends, and only there.
    else if (segments.at(-1)?.length === 4) segments.push([column]);
  }
  return segments;
}
