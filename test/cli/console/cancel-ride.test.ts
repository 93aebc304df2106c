import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { cancelRide } from '../../../cli/console/cancel-ride.ts';
import { ProblemError, type RideClient } from '../../../client/index.ts';
import type { AboutCloud } from '../../../local/index.ts';

const problem = (status: number) =>
  new ProblemError('POST', { status, code: undefined, detail: '', field: undefined, retryAfterSeconds: undefined });

/** How often it was tried against an API that answers so, one status after the other. */
async function triesAgainst(...statuses: number[]) {
  let tries = 0;
  const client = {
    cancelRide: async () => {
      const status = statuses[tries++] ?? 200;
      if (status !== 200) throw problem(status);
    },
  } as unknown as RideClient;
  const cancelled = cancelRide({} as AboutCloud, 'ride_1', client).then(
    () => 'cancelled',
    (error: ProblemError) => error.status,
  );
  await vi.advanceTimersByTimeAsync(10_000);
  return [await cancelled, tries];
}

describe('cancelling a ride that a page has left', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('is tried again while the API is busy', async () => {
    expect(await triesAgainst(429, 503)).toEqual(['cancelled', 3]);
    expect(await triesAgainst(429, 429, 503)).toEqual([503, 3]);
  });

  it('is over where the ride has ended or is not there', async () => {
    expect(await triesAgainst(409)).toEqual(['cancelled', 1]);
    expect(await triesAgainst(404)).toEqual([404, 1]);
  });
});
