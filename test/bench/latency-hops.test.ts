import { describe, expect, it } from 'vitest';
import { hops, hopsOf, type Passage } from '../../bench/latency/hops.ts';
import { instantOf } from '../../core/time.ts';

const sentAt = Date.parse('2026-01-01T12:00:00.000Z');
const after = (ms: number) => instantOf(sentAt + ms);

const passage: Passage = {
  sentAt,
  requestedAt: after(3),
  publishingAt: after(10),
  queuedAt: after(12),
  receivedAt: after(17),
  finishedAt: after(330),
  settledAt: after(341),
  answeredAt: sentAt + 360,
};

describe('the hops of a ride', () => {
  it('end where the next one begins, the branch without its delay', () => {
    expect(hopsOf(passage, 300)).toEqual({
      gateway: 3,
      accept: 7,
      'fan-out': 2,
      poller: 5,
      branch: 13,
      gather: 11,
      wait: 19,
    });
  });

  it('add up to what the ride took beyond the delay', () => {
    const passed = Object.values(hopsOf(passage, 300));
    expect(passed).toHaveLength(hops.length);
    expect(passed.reduce((sum, ms) => sum + ms, 0)).toBe(360 - 300);
  });

  it('have a name each in the order of the way', () => {
    expect(Object.keys(hopsOf(passage, 300))).toEqual(hops.map(({ name }) => name));
  });
});
