import { describe, expect, it } from 'vitest';
import { soonAgain } from '../../core/retry.ts';

describe('retrying while somebody waits', () => {
  it('waits a second, then twice as long each time, and never more than half a minute', () => {
    expect([1, 2, 3, 4, 5, 6, 7, 20].map(soonAgain)).toEqual([1, 2, 4, 8, 16, 30, 30, 30]);
  });
});
