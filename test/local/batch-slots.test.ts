import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BatchSlots } from '../../local/event-source/batch-slots.ts';

/** How many of 30 acquire a slot within a while, none of them giving it back. */
async function acquiredWithin(ms: number, slots: BatchSlots): Promise<number> {
  let acquired = 0;
  for (let n = 0; n < 30; n++) void slots.acquire().then(() => acquired++);
  await vi.advanceTimersByTimeAsync(ms);
  return acquired;
}

describe('the slots for batches', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('are ten at first', async () => {
    expect(await acquiredWithin(0, new BatchSlots(64, () => false))).toBe(10);
  });

  it('become more while somebody waits, up to their bound', async () => {
    expect(await acquiredWithin(10_000, new BatchSlots(20, () => false))).toBe(20);
  });

  it('do not become more while the processor is saturated', async () => {
    expect(await acquiredWithin(10_000, new BatchSlots(20, () => true))).toBe(10);
  });

  it('are passed on to who waits', async () => {
    const slots = new BatchSlots(1, () => false);
    await slots.acquire();
    const next = slots.acquire();
    slots.release();
    await expect(next).resolves.toBeUndefined();
  });
});
