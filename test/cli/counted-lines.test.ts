import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CountedLines } from '../../cli/counted-lines.ts';

let written: string[];
let lines: CountedLines;

beforeEach(() => {
  vi.useFakeTimers();
  written = [];
  lines = new CountedLines((line) => written.push(line));
});
afterEach(() => void vi.useRealTimers());

const timeOut = (id: number, who = 'eta') =>
  `[${who}] RequestId: 5f0d8e2a-0000-4000-8000-${String(id).padStart(12, '0')} Error: timed out after ${id}.00 seconds`;

describe('lines that are counted', () => {
  it('are written at once when they are the first of their kind', () => {
    lines.add(timeOut(1));
    lines.add(timeOut(2, 'pricing'));
    expect(written).toEqual([timeOut(1), timeOut(2, 'pricing')]);
  });

  it('are told as a number while more of a kind come', () => {
    for (let id = 1; id <= 1_000; id += 1) lines.add(timeOut(id));
    expect(written).toHaveLength(1);
    vi.advanceTimersByTime(5_000);
    expect(written.slice(1)).toEqual([`${timeOut(1_000)} (and 998 more of this kind)`]);
    lines.add(timeOut(7));
    vi.advanceTimersByTime(5_000);
    expect(written.slice(2)).toEqual([timeOut(7)]);
  });

  it('are written at once again after a quiet while', () => {
    lines.add(timeOut(1));
    vi.advanceTimersByTime(5_000);
    lines.add(timeOut(2));
    expect(written).toEqual([timeOut(1), timeOut(2)]);
  });

  it('are all told in the end', () => {
    for (const id of [1, 2, 3]) lines.add(timeOut(id));
    lines.end();
    vi.advanceTimersByTime(60_000);
    expect(written).toEqual([timeOut(1), `${timeOut(3)} (and 1 more of this kind)`]);
  });
});
