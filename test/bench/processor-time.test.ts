import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { groupTimeOf, processorMsOfGroup, timeBetween, timeOf } from '../../bench/support/processor-time.ts';

describe("a group's time", () => {
  it('is that of its processes and of those that they have waited for', () => {
    const stat = '42 (node) S 1 40 3 4 5 6 7 8 9 10 250 50 7 3 20 0';
    expect(groupTimeOf(stat, 40)).toBe(3_100);
    expect(groupTimeOf(stat, 42)).toBe(0);
  });

  it.skipIf(process.platform !== 'linux')('is more than nothing for the group that asks', () => {
    const group = Number(readFileSync('/proc/self/stat', 'utf8').split(') ')[1]?.split(' ')[2]);
    expect(processorMsOfGroup(group)).toBeGreaterThan(0);
  });
});

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
