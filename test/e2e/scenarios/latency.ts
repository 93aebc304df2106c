import { expect } from 'vitest';
import type { BranchView, RideView } from '../../../core/ride-view.ts';
import { askedAtOnce, keptUp, type Told, workedAtOnce } from '../support/record.ts';
import { delays, type Scene } from '../support/scene.ts';
import type { Scenario } from './scenario.ts';

type Flow = 'parallel' | 'sequential';

/**
 * Compare durations, so each has the machine for itself. They look at the rides' records alone, and at none that a busy
 * machine has made: where no ride was quick enough they ask whether the machine was.
 */
export const latency = {
  'works on all branches at the same time': (scene) => isShown(scene, usual, workedAtOnce),

  'takes less than the sum of its branches': (scene) =>
    isShown(scene, usual, ({ timing: { totalMs, sequentialMs, slowestBranch } }) => {
      return slowestBranch === 'driver-matching' && Number(totalMs) < Number(sequentialMs);
    }),

  'takes the sum, one branch after the other, when sequential': async (scene) => {
    const { branches, timing } = await confirmedThrough('sequential', scene, usual);
    const inOrder = Object.values(branches).toSorted((one, other) => startOf(one) - startOf(other));
    for (const [index, branch] of inOrder.entries()) {
      const next = inOrder[index + 1];
      if (next) expect(startOf(next)).toBeGreaterThanOrEqual(endOf(branch));
    }
    expect(timing.totalMs).toBeGreaterThanOrEqual(timing.sequentialMs ?? Number.POSITIVE_INFINITY);
  },

  // 3 : 5 by the book.
  'takes three fifths of the sequential time where branches take 300 and 200': (scene) =>
    isShown(scene, { 'driver-matching': 300, pricing: 200 }, ({ timing: { totalMs, sequentialMs } }) => {
      return Number(totalMs) < 0.85 * Number(sequentialMs);
    }),
} satisfies Record<string, Scenario>;

const mostRides = 8;

/**
 * Holds when one of a few parallel rides shows it, which a ride of one branch after the other can't. When none does, the
 * machine was too busy for it in most of them, as their records say: then all branches have to have been asked at once.
 */
async function isShown(scene: Scene, told: Told, shows: (ride: RideView) => boolean): Promise<void> {
  const rides: RideView[] = [];
  while (rides.length < mostRides) {
    const ride = await confirmedThrough('parallel', scene, told);
    if (shows(ride)) return;
    rides.push(ride);
  }
  const fair = rides.filter((ride) => keptUp(ride, told, scene.deployment.timeFactor));
  expect(fair.length, JSON.stringify(fair.map(({ timing }) => timing))).toBeLessThan(mostRides / 2);
  for (const ride of rides) expect(askedAtOnce(ride, told)).toBe(true);
}

/** A ride through each flow, so that no scenario meets a function that has yet to start. */
export const warmUp: Scenario = async (scene) => {
  await confirmedThrough('parallel', scene, {});
  await confirmedThrough('sequential', scene, {});
};

const usual = { 'driver-matching': 300, eta: 150, pricing: 200, 'payment-check': 100 };

/** A ride whose branches take as long as they are told, and longer where everything does. */
async function confirmedThrough(flow: Flow, scene: Scene, told: Told): Promise<RideView> {
  await scene.driver();
  const { timeFactor } = scene.deployment;
  const scaled = Object.fromEntries(Object.entries(told).map(([branch, delay]) => [branch, delay * timeFactor]));
  const rider = await scene.rider();
  const request = scene.request(delays(scaled));
  const { body } = await (flow === 'parallel'
    ? rider.asks(request, { Prefer: 'wait=25' })
    : rider.asksInSequence(request));
  expect(body).toMatchObject({ flow, status: 'confirmed' });
  return body;
}

const startOf = ({ startedAt }: BranchView): number => Date.parse(startedAt ?? '');

const endOf = ({ finishedAt }: BranchView): number => Date.parse(finishedAt ?? '');
