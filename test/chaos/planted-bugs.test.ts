import { afterAll, beforeAll, expect, it } from 'vitest';
import { discardAssembly, plantedIn, synthesizePlantedBugs } from './chaos-stack.ts';
import { cancelRaces, driverRaces } from './intensity.ts';
import { summaryOf } from './report.ts';
import { runChaos } from './run-chaos.ts';

let assemblyDirectory: string;

beforeAll(async () => {
  assemblyDirectory = await synthesizePlantedBugs();
});
afterAll(() => discardAssembly(assemblyDirectory));

/** A race that the machine happened not to run gets another chance. */
const seeds = [7, 8, 9];

it.each([
  ['unconditional-write', 'one lawful end, announced', cancelRaces],
  ['unconditional-reservation', 'one ride per driver', driverRaces],
  ['announce-first', 'one lawful end, announced', cancelRaces],
])('the harness catches the planted bug "%s" by the invariant "%s"', async (bug, invariant, intensity) => {
  const stack = { assemblyDirectory: plantedIn(assemblyDirectory, bug), redrives: false };
  const violated = new Set<string>();
  for (const seed of seeds) {
    const report = await runChaos({ ...stack, seed, rides: 24, intensity });
    console.log(`${bug}, ${summaryOf(report)}`);
    expect(report.ended.of('requested'), 'rides that have not ended').toBe(0);
    for (const violation of report.violations) violated.add(violation.invariant);
    if (violated.has(invariant)) break;
  }
  expect([...violated]).toContain(invariant);
});
