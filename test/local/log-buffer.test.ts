import { describe, expect, it } from 'vitest';
import type { LogEntry } from '../../local/index.ts';
import { LogBuffer, type LogFilter } from '../../local/log-buffer.ts';

const all: LogFilter = { contains: [], since: 0 };

const anEntry = (line: string, more: Partial<LogEntry> = {}): LogEntry => ({
  at: 1_000,
  functionName: 'Fn',
  stream: 'stdout',
  line,
  ...more,
});

const bufferOf = (limits: { lines: number; bytes: number }, ...lines: readonly string[]): LogBuffer => {
  const buffer = new LogBuffer(limits);
  for (const line of lines) buffer.add(anEntry(line));
  return buffer;
};

const linesOf = (buffer: LogBuffer, filter: Partial<LogFilter> = {}) =>
  buffer.entries({ ...all, ...filter }).map(({ line }) => line);

describe('a log buffer', () => {
  it('keeps the latest lines and counts those that it has dropped', () => {
    const buffer = bufferOf({ lines: 3, bytes: 1_000 }, ...Array.from({ length: 50 }, (_, index) => `line ${index}`));
    expect(linesOf(buffer)).toEqual(['line 47', 'line 48', 'line 49']);
    expect(buffer.dropped).toBe(47);
  });

  it('drops as many old lines as the bytes of a new one need', () => {
    const buffer = bufferOf({ lines: 100, bytes: 10 }, 'aaaa', 'bbbb', 'ccccc');
    expect([linesOf(buffer), buffer.dropped]).toEqual([['bbbb', 'ccccc'], 1]);
    buffer.add(anEntry('éééé€')); // five characters, eleven bytes
    expect([linesOf(buffer), buffer.dropped]).toEqual([[], 4]);
    buffer.add(anEntry('d'));
    expect(linesOf(buffer)).toEqual(['d']);
  });

  it('finds lines by a text in them, or in any of several', () => {
    const buffer = bufferOf({ lines: 10, bytes: 1_000 }, 'one a', 'two b', 'three c');
    expect(linesOf(buffer, { contains: ['b'] })).toEqual(['two b']);
    expect(linesOf(buffer, { contains: ['one', 'c'] })).toEqual(['one a', 'three c']);
    expect(linesOf(buffer, { contains: ['d'] })).toEqual([]);
  });

  it("finds lines by their request's id, and by their time", () => {
    const buffer = new LogBuffer();
    buffer.add(anEntry('early', { at: 1, requestId: 'r-1' }));
    buffer.add(anEntry('late', { at: 2, requestId: 'r-1' }));
    buffer.add(anEntry('other', { at: 3, requestId: 'r-10' }));
    expect(linesOf(buffer, { contains: ['r-1'] })).toEqual(['early', 'late']);
    expect(linesOf(buffer, { since: 2 })).toEqual(['late', 'other']);
  });
});
