import { describe, expect, it } from 'vitest';
import { comparePlans } from '../../../cli/plan/compare.ts';
import { sources } from '../../../cli/plan/sources.ts';
import { questionOf, simulatedPlans } from '../../../cli/plan.ts';

describe('plans beside each other', () => {
  it('are tables with a column each, what ends of the largest, and where all figures come from', async () => {
    const plans = await simulatedPlans(
      [5_000, 600].map((ridesPerMinute) => questionOf({ ridesPerMinute, drivers: 0 })),
    );
    const [needs = '', chart = '', ends = '', figures = ''] = comparePlans(plans).split('\n\n');
    const cellsOf = (line: string) =>
      line
        .split(/(?<!\\)\|/)
        .slice(1, -1)
        .map((cell) => cell.trim());
    expect(cellsOf(needs.split('\n')[0] ?? '')).toEqual(['rides a minute', '5,000', '600']);
    for (const line of needs.split('\n')) expect(cellsOf(line)).toHaveLength(3);
    const { asAsked, changed = asAsked } = plans[1]?.simulation ?? expect.fail();
    expect(chart.split('\n').at(4)).toBe('  y-axis "ms"');
    const p50s = chart.split('\n').at(5)?.match(/\d+/g);
    expect(p50s).toHaveLength(2);
    expect(Number(p50s?.[1])).toBeCloseTo(changed.steady.overheadMs.p50, -1);
    expect(ends.split('\n').map(cellsOf)).toContainEqual([expect.stringContaining('Cognito'), '7,200']); // 120 tokens a second
    expect(figures.split('\n')).toHaveLength(sources.length + 2);
  });
});
