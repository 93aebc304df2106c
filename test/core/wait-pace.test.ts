import { describe, expect, it } from 'vitest';
import { awaitOutcome } from '../../core/await-outcome.ts';
import type { Ride } from '../../core/ride.ts';
import { plusMs } from '../../core/time.ts';
import { WaitPace } from '../../core/wait-pace.ts';
import { manualClock } from '../support/manual-clock.ts';
import { aRide, aRideRequest, requestedAt } from '../support/rides.ts';

interface Waiting {
  readonly reads: number;
  /** From the ride's end to the answer. */
  readonly lateMs: number;
  readonly ride: Ride;
}

/** Waits, in no time, for a ride that takes as long as told. */
async function waitFor(
  pace: WaitPace,
  rideMs: number,
  longestMs = 25_000,
  more: Partial<Ride> = {},
  /** How much earlier than it can be seen the end is dated. */
  datedEarlierMs = 0,
): Promise<Waiting> {
  const time = manualClock(requestedAt);
  const requested = aRide(more);
  const endsAt = plusMs(requestedAt, rideMs);
  const ended: Ride = { ...requested, status: 'confirmed', settledAt: plusMs(endsAt, -datedEarlierMs) };
  const { ride, reads } = await awaitOutcome(
    {
      rides: { get: async () => (time.now() >= endsAt ? ended : requested) },
      clock: time.clock,
      wait: async (ms) => time.advance(Math.ceil(ms)),
      pace,
    },
    requested,
    longestMs,
  );
  return { ride, reads, lateMs: Date.parse(time.now()) - Date.parse(endsAt) };
}

/** A pace that has seen rides of these durations. */
async function paceAfter(...ridesMs: readonly number[]): Promise<WaitPace> {
  const pace = new WaitPace();
  for (const rideMs of ridesMs) await waitFor(pace, rideMs);
  return pace;
}

const stable = Array.from({ length: 30 }, () => 300);
const jittery = Array.from({ length: 60 }, (_, index) => 300 + ((index * 37) % 40));

describe('waiting for an outcome', () => {
  it('costs one read and 5 ms or less once rides take the same time each', async () => {
    const { reads, lateMs } = await waitFor(await paceAfter(...stable), 300);
    expect(reads).toBe(1);
    expect(lateMs).toBeLessThanOrEqual(5);
  });

  it('costs few reads and little lateness when rides take about the same time', async () => {
    const pace = await paceAfter(...jittery);
    const waits: Waiting[] = [];
    for (const rideMs of jittery) waits.push(await waitFor(pace, rideMs));
    const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(mean(waits.map(({ reads }) => reads))).toBeLessThanOrEqual(1.8);
    expect(mean(waits.map(({ lateMs }) => lateMs))).toBeLessThanOrEqual(10);
    expect(Math.max(...waits.map(({ lateMs }) => lateMs))).toBeLessThanOrEqual(25);
  });

  it.each([10, 50, 120, 300, 1_000, 5_000, 20_000])(
    'is late by an eighth at most, or 20 ms, when nothing is known: a ride of %i ms',
    async (rideMs) => {
      const { lateMs } = await waitFor(new WaitPace(), rideMs);
      expect(lateMs).toBeLessThanOrEqual(Math.max(21, Math.ceil(rideMs / 8) + 1));
    },
  );

  it.each([1_000, 5_000, 20_000])(
    'is late by an eighth at most when a ride is much slower than usual: %i ms',
    async (rideMs) => {
      const { lateMs } = await waitFor(await paceAfter(...stable), rideMs);
      expect(lateMs).toBeLessThanOrEqual(rideMs / 8 + 1);
    },
  );

  it('costs reads that grow with the logarithm of the wait', async () => {
    const readsOf = async (rideMs: number) => (await waitFor(new WaitPace(), rideMs)).reads;
    const reads = [await readsOf(400), await readsOf(1_600), await readsOf(6_400), await readsOf(24_000)];
    const steps = reads.slice(1).map((each, index) => each - (reads[index] ?? 0));
    for (const step of steps) expect(step).toBeLessThanOrEqual(13); // ln 4 / ln (9/8) = 11.8
    expect(reads.at(-1)).toBeLessThanOrEqual(55);
  });

  it('finds back to few reads after a ride that took very long', async () => {
    const pace = await paceAfter(...stable, 20_000, ...stable, ...stable);
    const { reads, lateMs } = await waitFor(pace, 300);
    expect(reads).toBeLessThanOrEqual(4);
    expect(lateMs).toBeLessThanOrEqual(25);
  });

  it('learns when an end can be seen, which is later than it is dated', async () => {
    const pace = new WaitPace();
    const lateRides = async (rides: number) => {
      const waits: Waiting[] = [];
      for (let ride = 0; ride < rides; ride += 1) waits.push(await waitFor(pace, 300, 25_000, {}, 40));
      return waits;
    };
    await lateRides(60);
    const waits = await lateRides(10);
    expect(Math.max(...waits.map(({ reads }) => reads))).toBeLessThanOrEqual(4);
  });

  it('learns nothing from rides that were told how long to take', async () => {
    const pace = await paceAfter(...stable);
    const request = aRideRequest({ simulate: { pricing: { delayMs: 9_000 } } });
    for (let ride = 0; ride < 10; ride += 1) await waitFor(pace, 9_000, 25_000, { request });
    expect((await waitFor(pace, 300)).reads).toBeLessThanOrEqual(2);
  });

  it('looks at no time in the past and always some time ahead', () => {
    const pace = new WaitPace();
    for (const observedMs of [300, 0, 20_000, 5, 300, 300]) {
      pace.observe(observedMs);
      for (const waitedMs of [0, 1, 5, 100, 299, 300, 305, 1_000, 24_999])
        expect(pace.nextMs(waitedMs)).toBeGreaterThanOrEqual(3);
    }
  });

  it('ends when the caller does not want to wait any longer', async () => {
    const { ride, lateMs } = await waitFor(new WaitPace(), 10_000, 2_000);
    expect(ride.status).toBe('requested');
    expect(lateMs).toBe(-8_000);
  });

  it('reads nothing when the outcome is known or the caller does not wait', async () => {
    expect((await waitFor(new WaitPace(), 300, 0)).reads).toBe(0);
    expect((await waitFor(new WaitPace(), 300, 25_000, { status: 'rejected' })).reads).toBe(0);
  });

  it('goes on when a read is so far behind that it does not show the ride yet', async () => {
    const time = manualClock(requestedAt);
    const requested = aRide();
    const answers: (Ride | undefined)[] = [undefined, requested, { ...requested, status: 'confirmed' }];
    const { ride, reads } = await awaitOutcome(
      {
        rides: { get: async () => answers.shift() },
        clock: time.clock,
        wait: async (ms) => time.advance(Math.ceil(ms)),
        pace: new WaitPace(),
      },
      requested,
      25_000,
    );
    expect([ride.status, reads]).toEqual(['confirmed', 3]);
  });
});
