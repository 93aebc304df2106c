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

const refusal = (at: number, status: number, hasRetryAfter = true): Refusal => ({ at, status, hasRetryAfter, ms: 4 });

describe("a phase's figures", () => {
  it('are of the rides asked for in it, and of what ended in it', () => {
    const rides = [ride(900, 5, 1_500), ride(1_000, 10, 2_000), ride(2_000, 30, 6_000), ride(5_000, 99, 5_100)];
    const figures = figuresOf('four seconds', phase, rides, []);
    expect(figures).toMatchObject({ accepted: 2, acceptedPerSecond: 0.5, confirmedPerSecond: 0.5, confirmedShare: 1 });
    expect(figures).toMatchObject({ acknowledgementP50: 10, acknowledgementP99: 30, outcomeP50: 1_000 });
    expect(figures).toMatchObject({ drainMs: 250, mostBacklog: 7 });
  });

  it('count refusals by their kind', () => {
    const refusals = [refusal(1_500, 429), refusal(1_500, 429, false), refusal(2_000, 500), refusal(9_000, 429)];
    const figures = figuresOf('refused', phase, [ride(1_000, 1, 1_100)], refusals);
    expect(figures).toMatchObject({ throttled: 2, throttledWithRetryAfter: 1, failed: 1, offeredPerSecond: 1 });
  });

  it('do not take a ride that was rejected for a confirmed one', () => {
    const rides = [ride(1_000, 1, 1_100), ride(1_000, 1, 1_100, 'rejected'), ride(1_000, 1), ride(1_000, 1)];
    expect(figuresOf('some', phase, rides, [])).toMatchObject({ confirmedShare: 0.25, confirmedPerSecond: 0.25 });
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
