import { expect } from 'vitest';
import type { Scenario } from './scenario.ts';

export const deadline = {
  'expires a ride whose pricing hangs, at its deadline, and names it': async (scene) => {
    await scene.driver();
    const rider = await scene.rider();
    const { body } = await rider.asks(scene.request({ pricing: { fault: 'timeout' } }));
    const ride = await rider.hearsOf(body.rideId);
    expect(ride).toMatchObject({
      status: 'expired',
      outcome: null,
      reasons: [{ branch: 'pricing', code: 'pricing_timed_out', retryable: true }],
      branches: { pricing: { status: 'timed_out', durationMs: null }, eta: { status: 'ok' } },
    });
    expect(Date.parse(ride.settledAt ?? '')).toBeGreaterThanOrEqual(Date.parse(ride.deadlineAt));
  },
} satisfies Record<string, Scenario>;
