import { expect } from 'vitest';
import type { Scenario } from './scenario.ts';

export const rejection = {
  'rejects a ride whose payment is declined, for that reason': async (scene) => {
    await scene.driver();
    const rider = await scene.rider();
    const { body } = await rider.asks(scene.request({}, { paymentMethodId: 'pm_card_chargeDeclined' }));
    const ride = await rider.hearsOf(body.rideId);
    expect(ride).toMatchObject({ status: 'rejected', outcome: null });
    expect(ride.reasons).toMatchObject([{ branch: 'payment-check', code: 'card_declined', retryable: false }]);
  },

  'rejects a ride where there are no drivers': async (scene) => {
    const rider = await scene.rider();
    const { body } = await rider.asks(scene.request());
    const ride = await rider.hearsOf(body.rideId);
    expect(ride.status).toBe('rejected');
    expect(ride.reasons).toMatchObject([{ branch: 'driver-matching', code: 'no_drivers_available', retryable: true }]);
  },
} satisfies Record<string, Scenario>;
