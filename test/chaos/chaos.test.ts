import { afterAll, beforeAll, expect, it } from 'vitest';
import { tenRidesWithDyingBranches } from './batch-of-ten.ts';
import { discardAssembly, synthesizeChaosStack } from './chaos-stack.ts';
import { examinedLines, summaryOf, tableOf } from './report.ts';
import { runChaos } from './run-chaos.ts';

let assemblyDirectory: string;

beforeAll(async () => {
  assemblyDirectory = await synthesizeChaosStack();
});
afterAll(() => discardAssembly(assemblyDirectory));

it('loses no ride and no driver under everything that can go wrong', async () => {
  const report = await runChaos({ assemblyDirectory, seed: 7, rides: 150 });
  console.log(`${summaryOf(report)}\n${examinedLines(report)}\n${tableOf([report])}`);
  expect(report.violations).toEqual([]);
  expect(report.injected.total).toBeGreaterThan(40);
});

it('confirms ten rides although each branch has died once with all ten in hand', async () => {
  expect(await tenRidesWithDyingBranches(assemblyDirectory)).toEqual(Array(10).fill('confirmed'));
});
