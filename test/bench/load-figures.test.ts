import { describe, expect, it } from 'vitest';
import { figuresOf, sustainedPerSecond } from '../../bench/load/figures.ts';
import type { Phase } from '../../bench/load/phases.ts';
import type { AcceptedRide, Refusal } from '../../bench/load/traffic.ts';

const phase: Phase = {
  startedAt: 1_000,
  endedAt: 5_000,
  drainedAt: 5_250,
  backlog: [
    [0, 3],
    [1, 7],
    [4, 0],
  ],
};

const ride = (
  requestedAt: number,
  acknowledgedAfter: number,
  endedAt?: number,
  status = 'confirmed',
): AcceptedRide => ({
  riderId: 'rider-1',
  rideId: `ride-${requestedAt}`,
  requestedAt,
  acknowledgedAt: requestedAt + acknowledgedAfter,
  ...(endedAt !== undefined && { endedAt, status }),
});

const refusal = (at: number, status: number, code = 'too_many_requests', retryAfterSeconds?: number): Refusal => ({
  at,
  status,
  code,
  retryAfterSeconds,
  ms: 4,
});

describe("a phase's figures", () => {
  it('are of the rides asked for in it, and of what ended in it', () => {
    const rides = [ride(900, 5, 1_500), ride(1_000, 10, 2_000), ride(2_000, 30, 6_000), ride(5_000, 99, 5_100)];
    const figures = figuresOf('four seconds', phase, rides, []);
    expect(figures).toMatchObject({ accepted: 2, acceptedPerSecond: 0.5, confirmedPerSecond: 0.5, confirmed: 2 });
    expect(figures).toMatchObject({ acknowledgementP50: 10, acknowledgementP99: 30, outcomeP50: 1_000 });
    expect(figures).toMatchObject({ drainMs: 250, mostBacklog: 7 });
  });

  it('count refusals by their kind', () => {
    const refusals = [
      refusal(1_500, 429, 'too_many_requests', 1),
      refusal(1_500, 429),
      refusal(1_600, 429, 'overloaded', 3),
      refusal(2_000, 500, 'internal_error'),
      refusal(9_000, 429, 'overloaded', 3),
    ];
    const figures = figuresOf('refused', phase, [ride(1_000, 1, 1_100)], refusals);
    expect(figures).toMatchObject({ throttled: 2, overloaded: 1, withoutRetryAfter: 1, failed: 1 });
    expect(figures).toMatchObject({ offered: 5, offeredPerSecond: 1.25 });
  });

  it('count rides by how they ended, and confirmed ones until all have', () => {
    const rides = [ride(1_000, 1, 1_100), ride(1_000, 1, 1_100, 'rejected'), ride(1_000, 1, 5_200), ride(1_000, 1)];
    const figures = figuresOf('some', phase, [...rides, ride(1_000, 1, 5_250, 'expired')], []);
    expect(figures).toMatchObject({ confirmed: 2, rejected: 1, expired: 1, confirmedPerSecond: 0.25 });
    expect(figures.drainedPerSecond).toBeCloseTo(2 / 4.25, 9);
  });
});

describe('the sustained rate', () => {
  it('is the median of the parts after the first', () => {
    const endings = [1_500, 2_100, 2_200, 3_100, 3_200, 3_300, 4_100, 4_200, 4_300, 4_400];
    expect(
      sustainedPerSecond(
        phase,
        endings.map((endedAt) => ride(1_000, 1, endedAt)),
      ),
    ).toBe(3);
  });
});
