import { describe, expect, it } from 'vitest';
import { readOptions } from '../../bench/latency/options.ts';
import { UsageError } from '../../cli/errors.ts';

describe('the options of the latency benchmark', () => {
  it('have defaults', () => {
    expect(readOptions([])).toEqual({ callers: [1, 10, 50], rides: 50, told: false, json: false });
  });

  it('take a list of callers', () => {
    expect(readOptions(['--callers', '2,4', '--rides', '7', '--told', '--json'])).toEqual({
      callers: [2, 4],
      rides: 7,
      told: true,
      json: true,
    });
  });

  it.each([['0'], ['1,'], ['two'], ['-1'], ['1.5'], ['']])('refuse %j callers', (callers) => {
    expect(() => readOptions([`--callers=${callers}`])).toThrow(UsageError);
  });
});
