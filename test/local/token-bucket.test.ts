import { describe, expect, it } from 'vitest';
import { TokenBucket } from '../../local/api/token-bucket.ts';

/** A bucket, and how many of so many tries it lets through at a moment. */
function bucketOf(perSecond: number, burst: number) {
  const clock = { ms: 0 };
  const bucket = new TokenBucket(perSecond, burst, () => clock.ms);
  const letThrough = (tries: number, ms: number) => {
    clock.ms = ms;
    return Array.from({ length: tries }, () => bucket.take()).filter(Boolean).length;
  };
  return letThrough;
}

describe('a token bucket', () => {
  it('lets a burst through at once, and no more', () => {
    expect(bucketOf(10, 5)(20, 0)).toBe(5);
  });

  it('fills at its rate, up to the burst', () => {
    const letThrough = bucketOf(10, 5);
    letThrough(5, 0);
    expect(letThrough(20, 99)).toBe(0);
    expect(letThrough(20, 200)).toBe(2);
    expect(letThrough(20, 60_000)).toBe(5);
  });

  it('lets its rate through on average, however the requests come', () => {
    const letThrough = bucketOf(100, 1);
    const passed = Array.from({ length: 1_000 }, (_, index) => letThrough(1, index * 5)).filter((count) => count === 1);
    expect(passed.length).toBeGreaterThan(495);
    expect(passed.length).toBeLessThan(505);
  });
});
