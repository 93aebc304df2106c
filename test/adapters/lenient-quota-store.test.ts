import '../support/quiet-telemetry.ts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { metrics } from '../../adapters/lambda/telemetry.ts';
import { lenientQuotaStore } from '../../adapters/lenient-quota-store.ts';
import type { QuotaStore } from '../../core/ports.ts';
import { requestedAt } from '../support/rides.ts';

const use = { riderId: 'rider-1', window: requestedAt, limit: 1, expiresAt: 4_102_444_800 };
const lenient = (take: QuotaStore['take']) => lenientQuotaStore({ take });

describe('a lenient store of quotas', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
  });

  it.each([true, false])('says what the store says: %s', async (taken) => {
    const written = vi.spyOn(metrics, 'addMetric');
    expect(await lenient(async () => taken).take(use)).toBe(taken);
    expect(written).not.toHaveBeenCalled();
  });

  it('lets a ride through when the store fails, and counts that it did', async () => {
    const written = vi.spyOn(metrics, 'addMetric');
    expect(await lenient(() => Promise.reject(new Error('no table'))).take(use)).toBe(true);
    expect(written).toHaveBeenCalledExactlyOnceWith('QuotasUnavailable', 'Count', 1);
  });

  it('lets a ride through when the store has not answered after a second', async () => {
    const answer = vi.fn();
    const asked = lenient(() => new Promise(() => {}))
      .take(use)
      .then(answer);
    await vi.advanceTimersByTimeAsync(999);
    expect(answer).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    await asked;
    expect(answer).toHaveBeenCalledWith(true);
  });
});
