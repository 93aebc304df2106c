import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BranchView, RideView } from '../../core/ride-view.ts';
import { aPlace, aRequest } from '../support/places.ts';
import { type RunningStack, startStack } from '../support/running-stack.ts';

describe('parallel and sequential rides', () => {
  let stack: RunningStack;
  const pickup = aPlace();

  const rideThrough = async (flow: 'rides' | 'sequential-rides', delays: Record<string, number>): Promise<RideView> => {
    const simulate = Object.fromEntries(Object.entries(delays).map(([branch, delayMs]) => [branch, { delayMs }]));
    await stack.driver(pickup);
    const answer = await stack.call<RideView>('POST', flow, {
      body: { ...aRequest(pickup), simulate },
      headers: { Prefer: 'wait=25' },
    });
    expect(answer.body).toMatchObject({ status: 'confirmed' });
    return answer.body;
  };

  beforeAll(async () => {
    stack = await startStack();
    const noDelay = { 'driver-matching': 0, eta: 0, pricing: 0, 'payment-check': 0 };
    await rideThrough('rides', noDelay);
    await rideThrough('sequential-rides', noDelay);
  });
  afterAll(() => stack.stop());

  const usual = { 'driver-matching': 300, eta: 150, pricing: 200, 'payment-check': 100 };

  it('works on all branches at the same time', async () => {
    const { branches } = await rideThrough('rides', usual);
    const lastStart = Math.max(...Object.values(branches).map(startOf));
    const firstEnd = Math.min(...Object.values(branches).map(endOf));
    expect(lastStart).toBeLessThan(firstEnd);
  });

  it('takes less than the sum of its branches', async () => {
    const { timing } = await rideThrough('rides', usual);
    expect(timing.totalMs).toBeLessThan(timing.sequentialMs ?? 0);
    expect(timing.slowestBranch).toBe('driver-matching');
  });

  it('takes the sum, one branch after the other, when sequential', async () => {
    const { branches, timing } = await rideThrough('sequential-rides', usual);
    const inOrder = Object.values(branches).toSorted((one, other) => startOf(one) - startOf(other));
    for (const [index, branch] of inOrder.entries()) {
      const next = inOrder[index + 1];
      if (next) expect(startOf(next)).toBeGreaterThanOrEqual(endOf(branch));
    }
    expect(timing.totalMs).toBeGreaterThanOrEqual(timing.sequentialMs ?? Number.POSITIVE_INFINITY);
  });

  it('takes about 300 ms for 300 and 200, where the sequential flow takes about 500', async () => {
    const pair = { 'driver-matching': 300, pricing: 200, eta: 0, 'payment-check': 0 };
    const wallClock = async (flow: 'rides' | 'sequential-rides') => {
      const start = performance.now();
      await rideThrough(flow, pair);
      return performance.now() - start;
    };
    const parallelMs = Math.min(await wallClock('rides'), await wallClock('rides'));
    const sequentialMs = Math.min(await wallClock('sequential-rides'), await wallClock('sequential-rides'));
    expect(parallelMs).toBeGreaterThanOrEqual(300);
    expect(sequentialMs).toBeGreaterThanOrEqual(500);
    // 3 : 5 by the book; a busy machine adds to both.
    expect(parallelMs / sequentialMs).toBeLessThan(0.85);
  });
});

const startOf = ({ startedAt }: BranchView): number => Date.parse(startedAt ?? '');

const endOf = ({ finishedAt }: BranchView): number => Date.parse(finishedAt ?? '');
