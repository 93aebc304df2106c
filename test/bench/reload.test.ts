import { describe, expect, it } from 'vitest';
import { editsTable, stepsIn } from '../../bench/reload/figures.ts';

describe('bench:reload', () => {
  it('reads how long each step took', () => {
    const said = 'seeding …\nReloaded pricing, sequential-ride in 512 ms: bundled in 300, types checked in 200.\n';
    expect(stepsIn(said)).toEqual({ bundled: 300, checked: 200 });
  });

  it('does not take an edit that was refused for one that is live', () => {
    expect(() => stepsIn('core/tariffs.ts(3,4): error TS2322\nThe old code of pricing stays live.')).toThrow('TS2322');
  });

  it('tells the first edit, the median and the worst', () => {
    const edit = (ms: number) => ({ bundled: ms, checked: ms, live: ms + 0.4, answered: ms + 99.6 });
    expect(editsTable('core/tariffs.ts', [300, 100, 200].map(edit)).rows.at(-1)?.slice(1)).toEqual([400, 300, 400]);
  });
});
