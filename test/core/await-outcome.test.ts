import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { awaitOutcome } from '../../core/await-outcome.ts';
import { ServiceError } from '../../core/errors.ts';
import type { Ride } from '../../core/ride.ts';
import { plusMs } from '../../core/time.ts';
import { WaitPace } from '../../core/wait-pace.ts';
import { assertUntil } from '../support/assert-until.ts';
import { manualClock } from '../support/manual-clock.ts';
import { aRide, requestedAt } from '../support/rides.ts';

const requested = aRide();
const confirmed: Ride = { ...requested, status: 'confirmed', settledAt: plusMs(requestedAt, 300) };

/** Waits for what the looks say, the last of them again and again. */
async function waitFor(...looks: readonly (Ride | 'fails' | undefined)[]) {
  const time = manualClock(requestedAt);
  const pace = new WaitPace();
  const tolerated = vi.fn();
  let look = 0;
  const get = async () => {
    const seen = looks[Math.min(look++, looks.length - 1)];
    if (seen === 'fails') throw new ServiceError(`Look ${look} fails.`);
    return seen;
  };
  const ports = {
    rides: { get },
    clock: time.clock,
    wait: async (ms: number) => time.advance(Math.ceil(ms)),
    pace,
    tolerated,
  };
  const waited = await awaitOutcome(ports, requested, 2_000);
  return { ...waited, tolerated, tookMs: Date.parse(time.now()) - Date.parse(requestedAt) };
}

describe('waiting for an outcome while looks fail', () => {
  it('goes on until a look succeeds', async () => {
    const { ride, reads, tookMs } = await waitFor('fails', 'fails', requested, 'fails', confirmed);
    expect(ride).toEqual(confirmed);
    expect(reads).toBe(5);
    expect(tookMs).toBeLessThan(2_000);
  });

  it('is answered with the outcome by the first look that sees it, and in time, whichever looks fail', async () => {
    const before = fc.array(fc.constantFrom('fails' as const, undefined, requested), { maxLength: 200, size: 'max' });
    const seen = { inTime: 0, tooLate: 0 };
    await assertUntil(
      () => Math.min(...Object.values(seen)) > 9,
      fc.asyncProperty(before, async (looks) => {
        const { ride, reads, tookMs } = await waitFor(...looks, confirmed);
        expect(tookMs).toBeLessThanOrEqual(2_000);
        if (reads > looks.length) {
          expect([ride, reads]).toEqual([confirmed, looks.length + 1]);
          seen.inTime += 1;
        } else {
          expect([ride, tookMs]).toEqual([requested, 2_000]);
          seen.tooLate += 1;
        }
      }),
      { numRuns: 200 },
    );
    for (const [when, count] of Object.entries(seen)) expect(count, when).toBeGreaterThan(9);
  });

  it('ends with the ride as it was last seen when all of them fail', async () => {
    const seen: Ride = { ...requested, pending: new Set(['pricing']) };
    expect((await waitFor('fails')).ride).toEqual(requested);
    expect((await waitFor(seen, 'fails')).ride).toEqual(seen);
    const { ride, tookMs } = await waitFor('fails', undefined);
    expect(ride).toEqual(requested);
    expect(tookMs).toBe(2_000);
  });

  it('tells of them once, with their number and the last of the errors', async () => {
    const { tolerated } = await waitFor('fails', requested, 'fails', 'fails', confirmed);
    expect(tolerated.mock.calls).toEqual([['look', new ServiceError('Look 4 fails.'), 3]]);
    expect((await waitFor(requested, confirmed)).tolerated).not.toHaveBeenCalled();
  });
});
