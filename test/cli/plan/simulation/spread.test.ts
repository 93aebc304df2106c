import { describe, expect, it } from 'vitest';
import { mulberry32 } from '../../../../cli/mulberry32.ts';
import { percentiles } from '../../../../cli/percentiles.ts';
import { EventQueue } from '../../../../cli/plan/simulation/event-queue.ts';
import { always, atShare, type Points, samplerOf } from '../../../../cli/plan/simulation/spread.ts';

const published: Points = [
  [0.1, 13.7],
  [0.5, 16.2],
  [0.9, 33.8],
  [0.99, 105],
];

describe('a duration drawn by points of its distribution', () => {
  it('is on the points, and between them in straight lines of its logarithm', () => {
    for (const [share, ms] of published) expect(atShare(published, share)).toBeCloseTo(ms, 9);
    expect(atShare(published, 0.7)).toBeCloseTo(Math.sqrt(16.2 * 33.8), 9);
    expect(
      atShare(
        [
          [0.5, 0],
          [0.9, 8],
        ],
        0.7,
      ),
    ).toBeCloseTo(4, 9); // of nothing there is no logarithm
  });

  it('is as far below the first as the second is above it, and never more than the last', () => {
    expect(atShare(published, 0)).toBeCloseTo(13.7 * (13.7 / 16.2), 9);
    expect(atShare(published, 1)).toBe(105);
    expect(atShare([[0, 5]], 0.7)).toBe(5);
    expect(atShare([], 0.7)).toBe(0);
  });

  it('has the percentiles that it was given', () => {
    const draw = samplerOf([{ points: published }], mulberry32(3));
    const { p50, p99 } = percentiles(Array.from({ length: 50_000 }, draw));
    expect(Math.abs(p50 / 16.2 - 1)).toBeLessThan(0.02);
    expect(Math.abs(p99 / 105 - 1)).toBeLessThan(0.05);
  });

  it('has the mean that it was given, and adds up what consists of several calls', () => {
    const draw = samplerOf([{ meanMs: 40, sigma: 0.3 }, always(10)], mulberry32(5));
    const mean = Array.from({ length: 50_000 }, draw).reduce((sum, ms) => sum + ms, 0) / 50_000;
    expect(Math.abs(mean / 50 - 1)).toBeLessThan(0.01);
  });

  it('is the same for the same seed', () => {
    const drawn = (seed: number) => Array.from({ length: 5 }, samplerOf([{ points: published }], mulberry32(seed)));
    expect(drawn(7)).toEqual(drawn(7));
    expect(drawn(7)).not.toEqual(drawn(8));
  });
});

describe('virtual time', () => {
  it('has things happen in order of when, and of the same moment in the order in which they were planned', async () => {
    const events = new EventQueue();
    const happened: string[] = [];
    const random = mulberry32(2);
    const moments = Array.from({ length: 500 }, () => Math.floor(random() * 50));
    for (const [index, ms] of moments.entries()) events.after(ms, () => void happened.push(`${ms} ${index}`));
    await events.run();
    const expected = [...moments.entries()].toSorted((one, other) => one[1] - other[1] || one[0] - other[0]);
    expect(happened).toEqual(expected.map(([index, ms]) => `${ms} ${index}`));
  });

  it('waits for what takes a while in real time, and stands still meanwhile', async () => {
    const events = new EventQueue();
    const seen: number[] = [];
    events.after(5, async () => {
      await Promise.resolve();
      seen.push(events.now);
      events.after(5, () => void seen.push(events.now));
    });
    events.after(7, () => void seen.push(events.now));
    await events.run();
    expect(seen).toEqual([5, 7, 10]);
  });
});
