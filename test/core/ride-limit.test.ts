import { describe, expect, it } from 'vitest';
import { TooManyRidesError } from '../../core/errors.ts';
import type { QuotaUse } from '../../core/ports.ts';
import { countRide } from '../../core/ride-limit.ts';
import { inMemoryQuotaStore } from '../support/in-memory-quota-store.ts';
import { manualClock } from '../support/manual-clock.ts';

const minute = '2026-03-01T10:07:00.000Z';

/** A rider who may ask for three rides in a minute. */
function aWorld(now = minute) {
  const time = manualClock(now);
  const ports = { quotas: inMemoryQuotaStore(), clock: time.clock };
  return { time, asks: (riderId = 'rider-1') => countRide(ports, riderId, 3) };
}

const secondsToWait = async (asked: Promise<void>) => {
  const error = await asked.then(
    () => expect.fail('The ride was let through.'),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(TooManyRidesError);
  return (error as TooManyRidesError).retryAfterSeconds;
};

describe('the limit of rides', () => {
  it('lets as many through in a minute as a rider may ask for, and no more', async () => {
    const { asks } = aWorld();
    for (let ride = 0; ride < 3; ride += 1) await asks();
    await expect(asks()).rejects.toThrow('A rider may request 3 rides in a minute. Retry in 60 s.');
  });

  it('is of one rider, not of all', async () => {
    const { asks } = aWorld();
    for (let ride = 0; ride < 3; ride += 1) await asks();
    await expect(asks('rider-2')).resolves.toBeUndefined();
  });

  it.each([
    [0, 60],
    [1, 60],
    [1_000, 59],
    [58_999, 2],
    [59_000, 1],
    [59_999, 1],
  ])('says %i ms after the minute has begun to come back in %i s', async (ms, seconds) => {
    const { asks, time } = aWorld();
    for (let ride = 0; ride < 3; ride += 1) await asks();
    time.advance(ms);
    expect(await secondsToWait(asks())).toBe(seconds);
  });

  it('lets a rider through who has waited for as long as was said', async () => {
    const { asks, time } = aWorld('2026-03-01T10:07:21.300Z');
    for (let ride = 0; ride < 3; ride += 1) await asks();
    time.advance((await secondsToWait(asks())) * 1000);
    await expect(asks()).resolves.toBeUndefined();
  });

  it('counts in minutes of the clock, and keeps a count for a minute more', async () => {
    const uses: QuotaUse[] = [];
    const quotas = { take: async (use: QuotaUse) => uses.push(use) > 0 };
    const { clock } = manualClock('2026-03-01T10:07:59.999Z');
    await countRide({ quotas, clock }, 'rider-1', 3);
    const expiresAt = Date.parse('2026-03-01T10:09:00.000Z') / 1000;
    expect(uses).toEqual([{ riderId: 'rider-1', window: minute, limit: 3, expiresAt }]);
  });
});
