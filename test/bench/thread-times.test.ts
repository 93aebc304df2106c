import { describe, expect, it } from 'vitest';
import { timeBetween, timeOf } from '../../bench/load/thread-times.ts';

describe("a thread's time", () => {
  it('is read past a name with spaces and parentheses', () => {
    const stat = '42 (a (b) c) S 1 2 3 4 5 6 7 8 9 10 250 50 0 0 20 0';
    expect(timeOf(stat)).toEqual({ name: 'a (b) c', ms: 3_000 });
  });

  it('is what came between two looks, most first', () => {
    const before = new Map([
      ['old', 100],
      ['idle', 5],
    ]);
    const after = new Map([
      ['old', 130],
      ['idle', 5],
      ['new', 70],
    ]);
    expect(timeBetween(before, after)).toEqual([
      ['new', 70],
      ['old', 30],
    ]);
  });
});
