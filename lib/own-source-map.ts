import path from 'node:path';
import { decode, encode, type SourceMapMappings, type SourceMapSegment } from '@jridgewell/sourcemap-codec';

interface SourceMap {
  readonly version: 3;
  readonly sources: readonly string[];
  readonly mappings: string;
}

/**
 * A bundle's source map, reduced to the project's own sources: from a megabyte to some tens of kilobytes. Code of packages is
 * mapped to nothing.
 * @param directory the map's directory, to which its source paths are relative
 * @returns a map whose source paths are relative to the project's directory
 */
export function ownSourceMap(text: string, directory: string, projectDirectory: string): SourceMap {
  const { sources, mappings } = JSON.parse(text) as SourceMap;
  const files = sources.map((source) => path.relative(projectDirectory, path.resolve(directory, source)));
  const own = files.filter(isOwn);
  const ownIndex = files.map((file) => own.indexOf(file));
  const lines = decode(mappings).map((line) => ownSegments(line, ownIndex));
  // Node's SourceMap takes an end segment that is the last of all mappings for a continuation of the segment before it.
  return { version: 3, sources: own, mappings: encode([...lines, []]) };
}

const isOwn = (file: string): boolean => !file.startsWith('..') && !file.split(path.sep).includes('node_modules');

/** @param ownIndex for each source of the whole map, its index among the own ones, or -1 */
function ownSegments(line: SourceMapMappings[number], ownIndex: readonly number[]): SourceMapSegment[] {
  const segments: SourceMapSegment[] = [];
  for (const [column, source, sourceLine, sourceColumn] of line) {
    const index = source === undefined ? -1 : (ownIndex[source] ?? -1);
    if (index >= 0) segments.push([column, index, sourceLine ?? 0, sourceColumn ?? 0]);
    // Only where a mapping of the project's own sources ends.
    else if (segments.at(-1)?.length === 4) segments.push([column]);
  }
  return segments;
}
