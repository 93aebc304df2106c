import { expect, it } from 'vitest';
import { tellReloads } from '../../web/src/tell-reloads.ts';
import { inClock } from '../../web/src/units.ts';

it('names the functions that were reloaded together, the latest first', () => {
  const [early, late] = [1_000, 65_000];
  const reloaded = [
    { name: 'api', at: early },
    { name: 'job', at: late },
    { name: 'sequential-ride', at: early + 1 },
  ];
  expect(tellReloads(reloaded)).toEqual([
    `Reloaded ${inClock(late)}: job`,
    `Reloaded ${inClock(early)}: sequential-ride, api`,
  ]);
  expect(tellReloads([])).toEqual([]);
});
