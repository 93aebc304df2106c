import { describe, expect, it } from 'vitest';
import { type Counts, judge, type Load, noCounts, probeOf } from '../../core/load.ts';

const deadlineMs = 20_000;
const terms = { deadlineMs, burst: 60 };
const probe = probeOf(terms);

/** The slot of the moment, as it has just begun. */
const current = 1_000_000;
const now = current * 2_500;

/** Counts by how many slots ago they belong to. */
const ago = (counts: Readonly<Record<number, Partial<Counts>>>): Load =>
  new Map(Object.entries(counts).map(([age, some]) => [current - Number(age), { ...noCounts, ...some }]));

const judged = (counts: Readonly<Record<number, Partial<Counts>>>) => judge(ago(counts), now, terms);

describe('rides under way', () => {
  it.each([
    ['none', {}, 0],
    ['those that have not left, whenever they came', { 0: { accepted: 3 }, 4: { accepted: 5, left: 2 } }, 6],
    ['none of a slot that more have left than were told of', { 0: { accepted: 3 }, 1: { accepted: 1, left: 5 } }, 3],
    ['those of a server whose clock is ahead', { [-1]: { accepted: 2 } }, 2],
    ['none of a server whose clock is too far ahead to be one', { [-2]: { accepted: 2 } }, 0],
    ['none of so long ago that they must have left', { 11: { accepted: 100 }, 10: { accepted: 1 } }, 1],
  ])('are %s', (_, counts, underWay) => {
    expect(judged(counts).underWay).toBe(underWay);
  });
});

describe('the limit', () => {
  const before = { accepted: 20, left: 20 };

  it.each([
    ['a burst, where nothing is going on', {}, 60],
    ['a burst, while as many end well and none is late', { 1: { accepted: 20 }, 2: { ...before, done: 20 } }, 60],
    ['what ended well in the last quarter of the deadline', { 0: { done: 30 }, 1: { done: 40 }, 2: { done: 30 } }, 100],
    ['no more for what ended well before', { 3: { done: 500 } }, 60],
    ['a burst, in which a few are late', { 2: { accepted: probe / 2 - 1 }, 6: before }, 60],
    ['a probe, where more are late, and none ends', { 2: { accepted: probe / 2 }, 6: before }, probe],
    ['a burst, where a burst that found nothing going on is as old', { 2: { accepted: 60 } }, 60],
    ['a burst, where a few came before that', { 2: { accepted: 60 }, 3: { accepted: probe, left: probe } }, 60],
    [
      'a burst, where fewer are late than a quarter of what ended',
      { 1: { done: 40 }, 2: { accepted: 5 }, 6: before },
      60,
    ],
    ['a probe, where that is older', { 3: { accepted: 60 } }, probe],
    ['a burst, where somewhat less than one came before', { 4: { accepted: 59, left: 59 } }, 60],
    ['a third of a burst, after one', { 4: { accepted: 30, left: 30 }, 10: { accepted: 30, left: 30 } }, 20],
    ['what ends well after a burst, where that is more', { 1: { done: 45 }, 5: { accepted: 60, left: 60 } }, 45],
    ['a burst, once the last one is forgotten', { 11: { accepted: 60, left: 60 } }, 60],
    ['a probe, while rides fail', { 4: { failed: 2 } }, probe],
    ['a burst, where that is over', { 6: { failed: 2 } }, 60],
    ['what ended well, where a quarter of that is late', { 1: { done: 200 }, 2: { accepted: 50 }, 6: before }, 200],
  ])('is %s', (_, counts, limit) => {
    expect(judged(counts).limit).toBe(limit);
  });

  it('forgets little by little what is older than a quarter of the deadline', () => {
    const load = ago({ 2: { done: 1_000 } });
    const limits = [0, 500, 1_000, 2_000].map((ms) => judge(load, now + ms, terms).limit);
    expect(limits.map(Math.round)).toEqual([1_000, 800, 600, 200]);
  });
});

it('rides are expected to end as a burst is worked off in three quarters of the deadline, until it is known', () => {
  expect(judged({}).rate * 15_000).toBeCloseTo(60);
  expect(judged({ 1: { done: 100 } }).rate * 5_000).toBeCloseTo(100);
  expect(judged({ 3: { accepted: 60 } }).rate * 5_000).toBeCloseTo(probe);
});

it('rides are asked for, whether they are accepted or refused', () => {
  expect(judged({ 0: { accepted: 3, refused: 7 } }).asked).toBe(10);
});

it('a probe is no less than four, however small the service', () => {
  expect([1, 160, 200].map((burst) => probeOf({ ...terms, burst }))).toEqual([4, 4, 5]);
});

it('a deadline of another length has slots, lateness and limits of its own', () => {
  const short = { ...terms, deadlineMs: 2_000 };
  const load = new Map([[8_000, { ...noCounts, accepted: 9 }]]);
  expect(judge(load, 8_000 * 250, short).underWay).toBe(9);
  expect(judge(load, 8_000 * 250 + 2_750, short).underWay).toBe(0);
});
