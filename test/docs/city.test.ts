import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { comparePlans } from '../../cli/plan/compare.ts';
import { readMeasured } from '../../cli/plan/measured.ts';
import { questionOf, simulatedPlans } from '../../cli/plan.ts';
import { branches } from '../../core/branches.ts';
import { withoutPlan, withPlan } from './plan-tables.ts';

const page = path.join(import.meta.dirname, '../../docs/operate/city.md');
const rates = [1_000, 10_000, 100_000];

/** Who adds a branch counts its requests (`npm run cost`) before the tables can be written again. */
const counted = new Set(readMeasured().quiet.counts.map(({ by }) => by));
const isCounted = Object.keys(branches).every((name) => counted.has(name));

describe('docs/operate/city.md', () => {
  it.skipIf(!isCounted)('has the tables that the command writes for the branches that were counted', async () => {
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
