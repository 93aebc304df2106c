import { describe, expect, it } from 'vitest';
import { type Frame, mappedStacks } from '../../../adapters/lambda/mapped-stacks.ts';

const frame = (text: string, file: string, line: number, column: number): Frame => ({
  getFileName: () => file,
  getLineNumber: () => line,
  getColumnNumber: () => column,
  toString: () => `${text} (${file}:${line}:${column})`,
});

/** Of `/var/task/index.js`, in which what is beyond column 100 of the first line is the project's own. */
function aMap() {
  const read: string[] = [];
  const readMap = (bundleFile: string) => {
    read.push(bundleFile);
    return {
      findOrigin: (_line: number, column: number) =>
        column > 100 ? { fileName: 'core/pricing.ts', lineNumber: column - 100, columnNumber: 7 } : {},
    };
  };
  return { read, format: mappedStacks('/var/task/index.js', readMap) };
}

describe('the stack trace of a bundle', () => {
  it("names the sources of what is the project's own", () => {
    const { format } = aMap();
    const frames = [
      frame('async e', '/var/task/index.js', 1, 142),
      frame('t', '/var/task/index.js', 1, 12),
      frame('Module.x', 'node:internal/modules', 1, 142),
    ];
    expect(format(new TypeError('no such fare'), frames)).toBe(
      [
        'TypeError: no such fare',
        '    at async e (core/pricing.ts:42:7)',
        '    at t (/var/task/index.js:1:12)',
        '    at Module.x (node:internal/modules:1:142)',
      ].join('\n'),
    );
  });

  it('has its map read when the first one is shown, and once', () => {
    const { read, format } = aMap();
    expect(read).toEqual([]);
    format(new Error('one'), [frame('e', '/var/task/index.js', 1, 142)]);
    format(new Error('two'), [frame('e', '/var/task/index.js', 1, 142)]);
    expect(read).toEqual(['/var/task/index.js']);
  });

  it('is what it was where there is no map', () => {
    const format = mappedStacks('/nowhere/index.js');
    expect(format(new Error('lost'), [frame('e', '/nowhere/index.js', 1, 2)])).toBe(
      'Error: lost\n    at e (/nowhere/index.js:1:2)',
    );
  });

  it('is made of an error that has no text, too', () => {
    const error = new Error('x');
    Object.defineProperty(error, 'message', {
      get: () => {
        throw new Error('not to be had');
      },
    });
    expect(aMap().format(error, [])).toBe('<error>');
  });
});
