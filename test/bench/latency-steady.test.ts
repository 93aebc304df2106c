import { describe, expect, it } from 'vitest';
import { isSteady } from '../../bench/latency/steady.ts';

describe('warming up', () => {
  it.each([
    ['before anything was measured', [], false],
    ['when there is nothing to compare with', [400, 350], false],
    ['while it gets faster', [900, 600, 450, 400], false],
    ['when one of the latest turns was faster', [400, 400, 350, 420], false],
    ['when it stays the same', [900, 400, 401, 399], true],
    ['when the gain is no more than noise', [400, 385, 390], true],
    ['when it gets slower', [400, 410, 450], true],
  ])('%s', (_, medians, steady) => {
    expect(isSteady(medians)).toBe(steady);
  });
});
