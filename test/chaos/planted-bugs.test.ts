import { afterAll, beforeAll, expect, it } from 'vitest';
import { discardAssembly, plantedIn, synthesizePlantedBugs } from './chaos-stack.ts';
import { cancelRaces, driverRaces, type Intensity, lastingOutages, nobodyLooks, undisturbed } from './intensity.ts';
import { nothingToLookAt } from './invariants/index.ts';
import { summaryOf } from './report.ts';
import { runChaos } from './run-chaos.ts';

let assemblyDirectory: string;

beforeAll(async () => {
  assemblyDirectory = await synthesizePlantedBugs();
});
afterAll(() => discardAssembly(assemblyDirectory));

/** A race that the machine happened not to run gets another chance; so has a machine that paused, and disturbed all rides. */
const seeds = Array.from({ length: 12 }, (_, index) => 7 + index);

interface Planted {
  readonly bug: string;
  readonly caughtBy: readonly string[];
  readonly intensity: Intensity;
  readonly rides?: number;
  readonly redrives?: boolean;
}

const planted: readonly Planted[] = [
  { bug: 'unconditional-write', caughtBy: ['nothing forgotten'], intensity: cancelRaces },
  { bug: 'unconditional-reservation', caughtBy: ['one ride per driver'], intensity: driverRaces, rides: 40 },
  { bug: 'announce-first', caughtBy: ['one lawful end, announced'], intensity: cancelRaces },
  { bug: 'announce-always', caughtBy: ['announced once'], intensity: undisturbed, rides: 10 },
  { bug: 'late-deadline', caughtBy: ['ends in time', 'no late confirmation'], intensity: nobodyLooks },
  { bug: 'error-after-record', caughtBy: ['no ride behind an error'], intensity: lastingOutages },
  {
    bug: 'overdue-branch',
    caughtBy: ['a redrive changes nothing', 'a redrive days later changes nothing'],
    intensity: lastingOutages,
    redrives: true,
  },
  { bug: 'careless-pricing', caughtBy: ["a ride's parts agree", 'demand counted once'], intensity: lastingOutages },
  { bug: 'unacknowledged-deadline', caughtBy: ['nothing left over'], intensity: lastingOutages, rides: 10 },
];

it.each(planted)('the harness catches the planted bug "$bug" by $caughtBy', async ({ bug, caughtBy, ...options }) => {
  const { intensity, rides = 24, redrives = false } = options;
  const stack = { assemblyDirectory: plantedIn(assemblyDirectory, bug), redrives };
  const violated = new Set<string>();
  for (const seed of seeds) {
    const report = await runChaos({ ...stack, seed, rides, intensity });
    console.log(`${bug}, ${summaryOf(report)}\n${report.violations.map(({ what }) => what).join('\n')}`);
    expect(report.ended.of('requested'), 'rides that have not ended').toBe(0);
    for (const { invariant, what } of report.violations) if (what !== nothingToLookAt) violated.add(invariant);
    if (caughtBy.every((invariant) => violated.has(invariant))) break;
  }
  expect([...violated]).toEqual(expect.arrayContaining([...caughtBy]));
});
