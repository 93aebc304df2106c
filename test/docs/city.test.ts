import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { comparePlans } from '../../cli/plan/compare.ts';
import { questionOf, simulatedPlans } from '../../cli/plan.ts';
import { withoutPlan, withPlan } from './plan-tables.ts';

const page = path.join(import.meta.dirname, '../../docs/operate/city.md');
const rates = [1_000, 10_000, 100_000];

describe('docs/operate/city.md', () => {
  it('has the tables that the command writes', async () => {
    const plans = await simulatedPlans(rates.map((ridesPerMinute) => questionOf({ ridesPerMinute })));
    await expect(
      withPlan(readFileSync(page, 'utf8'), comparePlans(plans)),
      'docs/operate/city.md is not what `plan` says: run `npm run docs:plan`, and read it',
    ).toMatchFileSnapshot(page);
  });

  it('has at most 450 words beside them', () => {
    expect(withoutPlan(readFileSync(page, 'utf8')).split(/\s+/).length).toBeLessThanOrEqual(450);
  });
});
