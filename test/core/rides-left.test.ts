import { describe, expect, it } from 'vitest';
import { type Load, noCounts, slotOfRide } from '../../core/load.ts';
import type { Ride, RideReason } from '../../core/ride.ts';
import { RidesLeft } from '../../core/rides-left.ts';
import { manualClock } from '../support/manual-clock.ts';
import { aRide, requestedAt } from '../support/rides.ts';

const because = (code: string, branch = 'eta'): { reasons: RideReason[] } => ({
  reasons: [{ branch, code, message: '', retryable: true }],
});

function aProcess() {
  const time = manualClock(requestedAt);
  const told: Load[] = [];
  let isDown = false;
  const load = {
    add: async (counts: Load) => {
      told.push(counts);
      if (isDown) throw new Error('no answer');
      return counts;
    },
  };
  const isUp = (up: boolean) => {
    isDown = !up;
  };
  return { time, told, isUp, ridesLeft: new RidesLeft({ load, clock: time.clock }) };
}

const totals = (loads: readonly Load[]) => {
  const sums: Record<string, number> = {};
  for (const counts of loads.flatMap((load) => [...load.values()])) {
    for (const [counter, times] of Object.entries(counts)) if (times > 0) sums[counter] = (sums[counter] ?? 0) + times;
  }
  return sums;
};

describe('a ride that has left', () => {
  it.each<[string, Partial<Ride>, object]>([
    ['confirmed', { status: 'confirmed' }, { left: 1, done: 1 }],
    [
      'refused for a reason of its own',
      { status: 'rejected', ...because('no_drivers_available') },
      { left: 1, done: 1 },
    ],
    [
      'refused as the bank of its card does not answer',
      { status: 'rejected', ...because('issuer_unavailable', 'payment-check') },
      { left: 1, done: 1 },
    ],
    [
      'not sent to its branches',
      { status: 'rejected', ...because('ride-requested_unavailable', 'ride-requested') },
      { left: 1, failed: 1 },
    ],
    ['a branch failed', { status: 'rejected', ...because('eta_unavailable') }, { left: 1, failed: 1 }],
    ['expired', { status: 'expired' }, { left: 1, failed: 1 }],
    ['cancelled by its rider', { status: 'cancelled' }, { left: 1 }],
    [
      'decided, and cancelled then',
      { status: 'cancelled', outcome: { status: 'confirmed' } as never },
      { left: 1, done: 1 },
    ],
    ['sequential', { status: 'confirmed', flow: 'sequential' }, {}],
  ])('says of the service: %s', async (_, end, expected) => {
    const { ridesLeft, told } = aProcess();
    ridesLeft.count(aRide(end));
    await ridesLeft.tell();
    expect(totals(told)).toEqual(expected);
  });

  it('leaves the slot that it came in, and is done in the one that it left in', async () => {
    const { ridesLeft, told, time } = aProcess();
    const ride = aRide({ status: 'confirmed' });
    time.advance(7_500);
    ridesLeft.count(ride);
    await ridesLeft.tell();
    const slot = slotOfRide(ride);
    expect(told).toMatchObject([
      new Map([
        [slot, { ...noCounts, left: 1 }],
        [slot + 3, { ...noCounts, done: 1 }],
      ]),
    ]);
  });
});

describe('the others are told', () => {
  it('at the end of each invocation from which a ride has left, as the next one may be far off', async () => {
    const { ridesLeft, told } = aProcess();
    const leave = async (times: number) => {
      for (let index = 0; index < times; index += 1) ridesLeft.count(aRide({ status: 'confirmed' }));
      await ridesLeft.tell();
      return totals(told).left;
    };
    expect([await leave(1), await leave(24), await leave(1)]).toEqual([1, 25, 26]);
    expect(await leave(0)).toBe(26);
    expect(told).toHaveLength(3);
  });

  it('again of what was not answered, and no more often than once a second', async () => {
    const { ridesLeft, told, isUp, time } = aProcess();
    isUp(false);
    for (let index = 0; index < 100; index += 1) {
      ridesLeft.count(aRide({ status: 'confirmed' }));
      await ridesLeft.tell();
    }
    expect(told).toHaveLength(1);
    isUp(true);
    time.advance(1_000);
    await ridesLeft.tell();
    expect(totals(told.slice(1))).toMatchObject({ left: 100 });
    // The store answers again.
    ridesLeft.count(aRide({ status: 'confirmed' }));
    await ridesLeft.tell();
    expect(told).toHaveLength(3);
  });

  it('nothing of rides that are of no use any more', async () => {
    const { ridesLeft, told, time } = aProcess();
    const ride = aRide({ status: 'expired' });
    time.advance(60_000);
    ridesLeft.count(ride);
    await ridesLeft.tell();
    expect(totals(told)).toEqual({ failed: 1 });
  });
});
