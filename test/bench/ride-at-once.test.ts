import { describe, expect, it } from 'vitest';
import { type RideAtOncePorts, rideAtOnce } from '../../bench/support/ride-at-once.ts';
import type { Branch } from '../../core/answer-ride.ts';
import { ok, rejected } from '../../core/branch-rule.ts';
import { branches, type Registry } from '../../core/branches.ts';

/** A time that passes only when somebody waits: those who wait at the same time wait together. */
function ports(): RideAtOncePorts {
  let now = Date.parse('2026-01-01T12:00:00.000Z');
  const wait = async (ms: number) => {
    const until = now + ms;
    await Promise.resolve();
    now = Math.max(now, until);
  };
  const crash = (): never => {
    throw new Error('crashed');
  };
  return { clock: () => new Date(now), simulation: { wait, crash }, randomId: () => 'random' };
}

const answers: Record<string, unknown> = {
  'driver-matching': {
    driverId: 'driver-1',
    position: { lat: 37.7, lng: -122.4 },
    pickupDistanceMeters: 100,
    pickupSeconds: 30,
    leaseUntil: '2026-01-01T12:01:00.000Z',
  },
  eta: { distanceMeters: 1_000, durationSeconds: 200, pickupSeconds: 30, source: 'estimate' },
  pricing: {
    quoteId: 'quote',
    expiresAt: '2026-01-01T12:05:00.000Z',
    amountMinor: 900,
    currency: 'USD',
    surgeMultiplier: 1,
    distanceMeters: 1_000,
    durationSeconds: 200,
  },
  'payment-check': { paymentMethodId: 'pm_card_visa', status: 'valid' },
};

const asked = Object.values(branches as Registry).filter(({ name }) => name in answers);

const all: Branch[] = asked.map((definition) => ({
  definition,
  rule: async () => ok(answers[definition.name]),
}));

const command = {
  riderId: 'rider-1',
  request: {
    pickup: { lat: 37.7, lng: -122.4 },
    dropoff: { lat: 37.8, lng: -122.3 },
    product: 'standard' as const,
    paymentMethodId: 'pm_card_visa',
  },
  traceparent: `00-${'1'.repeat(32)}-${'1'.repeat(16)}-01`,
};
const expects = Object.fromEntries(asked.map(({ name, need }) => [name, need]));
const terms = { expects, deadlineSeconds: 20, retentionDays: 1 };

describe('the limit', () => {
  it('confirms a ride when its slowest branch has answered', async () => {
    const ride = await rideAtOnce(ports(), all, command, terms);
    expect(ride).toMatchObject({ status: 'confirmed', outcome: { driver: { driverId: 'driver-1' } } });
    expect(Date.parse(ride.settledAt ?? '') - Date.parse(ride.requestedAt)).toBe(300);
  });

  it('takes a refusal for what it is', async () => {
    const refusing = all.map((branch) =>
      branch.definition.name === 'pricing' ? { ...branch, rule: async () => rejected('no', 'No.') } : branch,
    );
    expect(await rideAtOnce(ports(), refusing, command, terms)).toMatchObject({
      status: 'rejected',
      reasons: [{ branch: 'pricing', code: 'no' }],
    });
  });
});
