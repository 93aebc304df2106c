import { expect } from 'vitest';
import type { BranchView, RideView } from '../../../core/ride-view.ts';
import { delays, type Scene } from '../support/scene.ts';
import type { Scenario } from './scenario.ts';

type Flow = 'parallel' | 'sequential';

/** Compare durations, so each has the machine for itself. They never look at how long something takes by the clock. */
export const latency = {
  'works on all branches at the same time': async (scene) => {
    const { branches } = await confirmedThrough('parallel', scene, usual);
    const lastStart = Math.max(...Object.values(branches).map(startOf));
    const firstEnd = Math.min(...Object.values(branches).map(endOf));
    expect(lastStart).toBeLessThan(firstEnd);
  },

  'takes less than the sum of its branches': async (scene) => {
    const { timing } = await confirmedThrough('parallel', scene, usual);
    expect(timing.slowestBranch).toBe('driver-matching');
    expect(timing.totalMs).toBeLessThan(timing.sequentialMs ?? 0);
  },

  'takes the sum, one branch after the other, when sequential': async (scene) => {
    const { branches, timing } = await confirmedThrough('sequential', scene, usual);
    const inOrder = Object.values(branches).toSorted((one, other) => startOf(one) - startOf(other));
    for (const [index, branch] of inOrder.entries()) {
      const next = inOrder[index + 1];
      if (next) expect(startOf(next)).toBeGreaterThanOrEqual(endOf(branch));
    }
    expect(timing.totalMs).toBeGreaterThanOrEqual(timing.sequentialMs ?? Number.POSITIVE_INFINITY);
  },

  'takes three fifths of the sequential time where branches take 300 and 200': async (scene) => {
    const pair = { 'driver-matching': 300, pricing: 200, eta: 0, 'payment-check': 0 };
    const bestOfTwo = async (flow: Flow) =>
      Math.min(
        await timed(() => confirmedThrough(flow, scene, pair)),
        await timed(() => confirmedThrough(flow, scene, pair)),
      );
    const ratio = (await bestOfTwo('parallel')) / (await bestOfTwo('sequential'));
    expect(ratio).toBeGreaterThan(0.5);
    // 3 : 5 by the book; a busy machine adds to both.
    expect(ratio).toBeLessThan(0.85);
  },
} satisfies Record<string, Scenario>;

/** A ride through each flow, so that no scenario meets a function that has yet to start. */
export const warmUp: Scenario = async (scene) => {
  const nothing = { 'driver-matching': 0, eta: 0, pricing: 0, 'payment-check': 0 };
  await confirmedThrough('parallel', scene, nothing);
  await confirmedThrough('sequential', scene, nothing);
};

const usual = { 'driver-matching': 300, eta: 150, pricing: 200, 'payment-check': 100 };

/** A ride whose branches take so many milliseconds, longer where everything does. */
async function confirmedThrough(flow: Flow, scene: Scene, ms: Readonly<Record<string, number>>): Promise<RideView> {
  await scene.driver();
  const { timeFactor } = scene.deployment;
  const scaled = Object.fromEntries(Object.entries(ms).map(([branch, delay]) => [branch, delay * timeFactor]));
  const rider = await scene.rider();
  const request = scene.request(delays(scaled));
  const { body } = await (flow === 'parallel'
    ? rider.asks(request, { Prefer: 'wait=25' })
    : rider.asksInSequence(request));
  expect(body).toMatchObject({ flow, status: 'confirmed' });
  return body;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

const startOf = ({ startedAt }: BranchView): number => Date.parse(startedAt ?? '');

const endOf = ({ finishedAt }: BranchView): number => Date.parse(finishedAt ?? '');
