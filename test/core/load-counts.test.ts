import { describe, expect, it } from 'vitest';
import { NotTakenError } from '../../core/errors.ts';
import { type Load, noCounts } from '../../core/load.ts';
import { LoadCounts } from '../../core/load-counts.ts';

const deadlineMs = 20_000;
const slot = 1_000;
const now = slot * 2_500;

const counted = (accepted: number, left = 0): Load => new Map([[slot, { ...noCounts, accepted, left }]]);

/** A store that answers when it is told to. */
function aHeldStore() {
  const { promise, resolve, reject } = Promise.withResolvers<Load>();
  const sent: Load[] = [];
  const add = (counts: Load) => {
    sent.push(counts);
    return promise;
  };
  return { store: { add }, sent, answer: resolve, fail: reject };
}

describe('the counts of a process', () => {
  it('are known to it while they are being sent, and once only', async () => {
    const { store, answer } = aHeldStore();
    const counts = new LoadCounts();
    counts.add('accepted', slot, 2);
    const told = counts.send(store, now, deadlineMs);
    counts.add('accepted', slot, 3);
    expect(counts.with(counted(10))).toEqual(counted(15));
    expect(counts.unsent('accepted')).toBe(3);
    answer(counted(12));
    expect(counts.with(await told)).toEqual(counted(15));
  });

  it.each([
    ['not taken', new NotTakenError('throttled'), { accepted: 5, left: 3 }],
    ['not answered', new Error('no answer'), { accepted: 3, left: 3 }],
  ])('are sent with those that came meanwhile when they were %s', async (_, error, { accepted, left }) => {
    const { store, fail } = aHeldStore();
    const counts = new LoadCounts();
    counts.add('accepted', slot, 2);
    counts.add('left', slot, 1);
    const told = counts.send(store, now, deadlineMs);
    counts.add('accepted', slot, 3);
    counts.add('left', slot, 2);
    fail(error);
    await expect(told).rejects.toThrow(error);
    const next = aHeldStore();
    void counts.send(next.store, now, deadlineMs);
    expect(next.sent).toEqual([counted(accepted, left)]);
  });
});
