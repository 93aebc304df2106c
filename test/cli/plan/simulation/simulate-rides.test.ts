import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { percentiles } from '../../../../cli/percentiles.ts';
import type { Course, Outcome, RideCourse } from '../../../../cli/plan/simulation/course.ts';
import { type HopTimes, hopTimesOf, type MeasuredHops } from '../../../../cli/plan/simulation/hop-times.ts';
import { simulateRides } from '../../../../cli/plan/simulation/simulate-rides.ts';
import { always } from '../../../../cli/plan/simulation/spread.ts';
import { branches } from '../../../../core/branches.ts';

/** Hops that take a power of two of milliseconds each, so that the sum tells which of them were gone. */
const hops: HopTimes = {
  gateway: [always(1)],
  accept: [always(2)],
  fanOut: [always(4)],
  poller: [always(8)],
  work: Object.fromEntries(Object.keys(branches).map((name) => [name, [always(16)]])),
  answer: [always(32)],
  wakeUp: [always(64)],
  decide: [always(128)],
  tell: [always(256)],
  looks: false,
};
const slowestMs = branches['driver-matching'].simulatedMs;

/** A stack that lacks nothing, and one rider. */
const plenty: Course = {
  seed: 1,
  riders: { kind: 'closed', callers: 1, rides: 1 },
  hops,
  wait: true,
  concurrency: 1_000,
  burst: 6_000,
  mappingOf: () => ({ start: 1_000, perMinute: 0, most: 1_000 }),
  warmOf: () => 1_000,
  environmentsPerTenSeconds: 0,
  coldStart: always(0),
  processes: 1,
  aggregators: 1,
  loadWritesPerSecond: 1_000,
};

const simulate = (course: Partial<Course>): Promise<Outcome> => simulateRides({ ...plenty, ...course });
const took = ({ sentAt, knownAt = Number.NaN }: RideCourse): number => knownAt - sentAt;
const countOf = ({ rides }: Outcome, end: RideCourse['end']): number => rides.filter((ride) => ride.end === end).length;
const steadily = (perSecond: number, seconds = 30) => ({ kind: 'open', seconds, perSecond: () => perSecond }) as const;

describe('a ride on a stack that lacks nothing', () => {
  it('takes as long as its slowest branch and all hops together', async () => {
    const { rides } = await simulate({});
    expect(rides).toEqual([{ sentAt: 0, end: 'confirmed', waited: true, knownAt: slowestMs + 511 }]);
  });

  it('is known at its outcome to a rider who does not wait', async () => {
    const { rides } = await simulate({ wait: false });
    expect(rides).toMatchObject([{ waited: false, knownAt: slowestMs + 255 }]);
  });

  it('is looked for by a call that waits, at most an eighth of its age late', async () => {
    const { rides } = await simulate({ hops: { ...hops, looks: true } });
    const late = took(rides[0] ?? expect.fail()) - (slowestMs + 511);
    expect(late).toBeGreaterThanOrEqual(0);
    expect(late).toBeLessThan((slowestMs + 255) / 8);
  });

  it('waits two seconds for an optional branch, and not longer', async () => {
    const slow = { ...hops.work, eta: [always(5_000)] };
    const { rides } = await simulate({ hops: { ...hops, work: slow } });
    expect(rides).toMatchObject([{ end: 'confirmed', knownAt: slowestMs + 511 + 2_000 }]);
  });

  it('expires when a required branch does not answer in time', async () => {
    const { rides } = await simulate({ hops: { ...hops, work: { ...hops.work, pricing: [always(30_000)] } } });
    expect(rides).toMatchObject([{ end: 'expired', knownAt: 1 + 20_000 + 256 }]);
  });

  it('begins later where the function is started first', async () => {
    const { rides } = await simulate({ warmOf: () => 0, environmentsPerTenSeconds: 10, coldStart: always(1_000) });
    expect(rides).toMatchObject([{ knownAt: slowestMs + 511 + 3_000 }]); // the API, the slowest branch, the aggregator
  });
});

describe('many rides', () => {
  it('are the same for the same seed, and each of them has an end', async () => {
    const course = { riders: steadily(50), hops: { ...hops, poller: [{ meanMs: 20, sigma: 1 }] } };
    const [one, again, other] = [
      await simulate(course),
      await simulate(course),
      await simulate({ ...course, seed: 2 }),
    ];
    expect(one).toEqual(again);
    expect(one.rides).not.toEqual(other.rides);
    expect(one.rides.length).toBeGreaterThan(1_300);
    expect(one.rides.length).toBeLessThan(1_700);
    expect(countOf(one, 'confirmed')).toBe(one.rides.length);
  });

  it('are throttled by the stage at its rate, to which others add', async () => {
    const stage = { perSecond: 20, burst: 10, others: 0 };
    const alone = await simulate({ riders: steadily(50), stage });
    expect(alone.rides.length - countOf(alone, 'throttled')).toBeGreaterThan(0.95 * 20 * 30);
    expect(alone.rides.length - countOf(alone, 'throttled')).toBeLessThanOrEqual(20 * 30 + 10);
    const crowded = await simulate({ riders: steadily(50), stage: { ...stage, others: 50 } });
    // Half of the requests are those of others.
    expect((crowded.rides.length - countOf(crowded, 'throttled')) / (20 * 30)).toBeCloseTo(0.5, 1);
  });

  it('fail where no invocation is free, unless some are reserved for the API', async () => {
    const slow = { ...hops.work, pricing: [always(2_000)] };
    const course = {
      riders: steadily(60),
      hops: { ...hops, work: slow },
      wait: false,
      concurrency: 60,
      burst: 100_000,
    };
    const shared = await simulate(course);
    expect(countOf(shared, 'failed')).toBeGreaterThan(0.1 * shared.rides.length);
    expect(shared.throttled).toBeGreaterThan(0);
    const reserved = await simulate({ ...course, apiConcurrency: 20 });
    expect(countOf(reserved, 'failed')).toBe(0);
  });

  it('are refused by admission, and do not expire, where branches cannot keep up', async () => {
    // One invocation of 516 ms at a time, with ten messages: 19 rides a second.
    const slow = { ...hops.work, pricing: [always(316)] };
    const one = { start: 1, perMinute: 0, most: 1 };
    const outcome = await simulate({
      riders: steadily(100, 60),
      hops: { ...hops, work: slow },
      wait: false,
      burst: 60,
      mappingOf: (name) => (name === 'pricing' ? one : { start: 1_000, perMinute: 0, most: 1_000 }),
    });
    expect(countOf(outcome, 'refused')).toBeGreaterThan(0.7 * outcome.rides.length);
    expect(countOf(outcome, 'confirmed')).toBeGreaterThan(0.8 * 18 * 60);
    expect(countOf(outcome, 'expired')).toBeLessThan(0.02 * countOf(outcome, 'confirmed'));
    expect(outcome.mostWaiting.pricing).toBeGreaterThan(20);
  });

  it('are counted by fewer than told where the load counter takes no more writes', async () => {
    const course = { riders: steadily(50, 20), wait: true, concurrency: 100, processes: 20 };
    const counted = await simulate(course);
    const starved = await simulate({ ...course, loadWritesPerSecond: 0.001 });
    const waiting = ({ rides }: Outcome) => rides.filter(({ waited }) => waited).length;
    // Who knows nothing lets a probe in and nobody wait.
    expect(waiting(counted)).toBeGreaterThan(500);
    expect(waiting(starved)).toBeLessThan(waiting(counted) / 20);
  });
});

const latencyFile = path.join(import.meta.dirname, '../../../../bench/results/latency.json');
const { latency } = JSON.parse(readFileSync(latencyFile, 'utf8')).data as {
  readonly latency: readonly {
    readonly callers: number;
    readonly hops: MeasuredHops;
    readonly flows: { readonly parallel: { readonly overheadMs: { readonly p50: number } } };
  }[];
};

describe('the embedded cloud, with its own hop times', () => {
  it.each(latency.filter(({ callers }) => callers <= 10))(
    'is predicted within 20 %: $callers callers at once',
    async ({ callers, hops: measured, flows }) => {
      const riders = { kind: 'closed', callers, rides: 1_000 } as const;
      const { rides } = await simulate({ riders, hops: hopTimesOf(measured) });
      const predicted = percentiles(rides.map((ride) => took(ride) - slowestMs)).p50;
      expect(Math.abs(predicted / flows.parallel.overheadMs.p50 - 1)).toBeLessThan(0.2);
    },
  );

  it('was measured with one caller and with ten', () => {
    expect(latency.map(({ callers }) => callers)).toEqual(expect.arrayContaining([1, 10]));
  });
});
