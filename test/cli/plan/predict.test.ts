import { beforeAll, describe, expect, it } from 'vitest';
import type { Simulated } from '../../../cli/plan/describe.ts';
import { readMeasured } from '../../../cli/plan/measured.ts';
import { mostPerSecond, type Period } from '../../../cli/plan/predict.ts';
import type { Question } from '../../../cli/plan/question.ts';
import { questionOf, simulatedPlan } from '../../../cli/plan.ts';

const measured = readMeasured();
const simulated = (asked: Partial<Question> & Pick<Question, 'ridesPerMinute'>, seed?: number) =>
  simulatedPlan(questionOf(asked), measured, seed);
const accepted = ({ throttledShare, refusedShare, failedShare }: Period) =>
  1 - throttledShare - refusedShare - failedShare;

describe('a stack that bears what is asked of it', () => {
  let plan: Simulated;
  beforeAll(async () => {
    plan = await simulated({ ridesPerMinute: 1_000, drivers: 0 });
  });

  it('needs no change, and so is simulated once', () => {
    expect(plan.changes.list).toEqual([]);
    expect(plan.simulation.changed).toBeUndefined();
  });

  it('confirms every ride, as steadily as in a burst, and all of them waited', () => {
    const { steady, burst, part, throttled } = plan.simulation.asAsked;
    expect([part, throttled]).toEqual([1, 0]);
    for (const period of [steady, burst]) {
      expect(period).toMatchObject({ throttledShare: 0, refusedShare: 0, failedShare: 0, expiredShare: 0 });
      expect(period.waitedShare).toBe(1);
    }
    // 1,000 a minute, in 23 s, and ten times as many in 10 s.
    expect(Math.abs(steady.rides / 383 - 1)).toBeLessThan(0.2);
    expect(Math.abs(burst.rides / 1_667 - 1)).toBeLessThan(0.1);
  });

  it('has riders wait longer in a burst than usually, and is done with it soon', () => {
    const { steady, burst, backlogGoneAfterSeconds } = plan.simulation.asAsked;
    expect(steady.overheadMs.p50).toBeLessThan(steady.overheadMs.p99);
    expect(burst.overheadMs.p99).toBeGreaterThan(steady.overheadMs.p99);
    expect(backlogGoneAfterSeconds).toBeGreaterThan(0);
    expect(backlogGoneAfterSeconds).toBeLessThan(5);
  });

  it('is predicted alike with the same seed, and otherwise with another', async () => {
    const again = await simulated({ ridesPerMinute: 1_000, drivers: 0 });
    const other = await simulated({ ridesPerMinute: 1_000, drivers: 0 }, 2);
    expect(again).toEqual(plan);
    expect(other.simulation).not.toEqual(plan.simulation);
  });
});

describe('a city', () => {
  let plan: Simulated;
  beforeAll(async () => {
    plan = await simulated({ ridesPerMinute: 100_000 });
  });

  it('is simulated in part', () => {
    expect(plan.simulation.asAsked.part).toBeCloseTo(mostPerSecond / (100_000 / 60), 9);
    expect(plan.simulation.changed?.part).toBeCloseTo((mostPerSecond * plan.changes.cells) / (100_000 / 60), 9);
  });

  it('is turned away by a stack as it is deployed, and served by stacks that are changed as the plan says', () => {
    const { asAsked, changed } = plan.simulation;
    expect(accepted(asAsked.steady)).toBeLessThan(0.1);
    expect(accepted(changed?.steady ?? expect.fail())).toBeGreaterThan(0.99);
    expect(changed?.steady.expiredShare).toBe(0);
  });
});
