import { readFileSync } from 'node:fs';

/** The part of V8's call sites that is used here. */
export type Frame = Pick<NodeJS.CallSite, 'getFileName' | 'getLineNumber' | 'getColumnNumber'> & { toString(): string };

/** A source position: lines and columns count from 1, as in stack traces. */
interface Origin {
  readonly fileName?: string;
  readonly lineNumber?: number;
  readonly columnNumber?: number;
}

interface Origins {
  findOrigin(line: number, column: number): Origin;
}

/**
 * Formats stack traces so that they name the TypeScript file, line and column of this project's own code in a bundle. For
 * `Error.prepareStackTrace`, which V8 calls when the stack of an error is first read: the map is not loaded before that, so a
 * cold start does not pay for it. Without a map, stack traces are unchanged.
 * @param bundleFile its map is in the same folder
 */
export function mappedStacks(bundleFile: string, readMap = readMapBeside) {
  let origins: Origins | undefined;
  const format = (frame: Frame): string => {
    const text = String(frame);
    const [line, column] = [frame.getLineNumber(), frame.getColumnNumber()];
    if (frame.getFileName() !== bundleFile || line === null || column === null) return text;
    origins ??= readMap(bundleFile);
    const { fileName, lineNumber, columnNumber } = origins.findOrigin(line, column);
    if (fileName === undefined) return text;
    return text.replace(`${bundleFile}:${line}:${column}`, `${fileName}:${lineNumber}:${columnNumber}`);
  };
  return (error: Error, frames: readonly Frame[]): string =>
    [headOf(error), ...frames.map((frame) => `    at ${format(frame)}`)].join('\n');
}

/** As in V8. An error whose own text can't be computed still gets a first line. */
function headOf(error: Error): string {
  try {
    return Error.prototype.toString.call(error);
  } catch {
    return '<error>';
  }
}

const withoutOrigins: Origins = { findOrigin: () => ({}) };

function readMapBeside(bundleFile: string): Origins {
  try {
    // Not imported, so that loading a bundle does not load this module.
    const { SourceMap } = process.getBuiltinModule('node:module');
    return new SourceMap(JSON.parse(readFileSync(`${bundleFile}.map`, 'utf8'))) as unknown as Origins;
  } catch {
    return withoutOrigins;
  }
}
