import { describe, expect, it } from 'vitest';
import { anyScenario } from './any-scenario.ts';
import { exploreAll, textOfCounterexample, walkAll } from './explore.ts';
import type { RuleName } from './invariants.ts';
import { scenarios } from './scenarios.ts';
import { allConditions, type Condition, Memory, type Scenario } from './world.ts';

/** How many walks at random: many in a long run, say `MODEL_WALKS=100000`; and from which seed on. */
const walks = Number(process.env.MODEL_WALKS ?? 30);
const firstSeed = Number(process.env.MODEL_SEED ?? 1);

/** Explorations share what they work out. */
const memory = new Memory();

type ScenarioName = (typeof scenarios)[number]['name'];

const scenarioOf = (name: ScenarioName): Scenario => scenarios.find((each) => each.name === name) as Scenario;

const noCounterexample = (explored: Awaited<ReturnType<typeof exploreAll>>) =>
  expect(explored.counterexample && textOfCounterexample(explored.counterexample)).toBeUndefined();

describe('rides and drivers', () => {
  const seen = { states: 0, ends: 0, outcomes: new Set<string>() };

  it.each(scenarios.map(({ name }) => name))('keep to the rules in every state there is: %s', async (name) => {
    const explored = await exploreAll(scenarioOf(name), { memory });
    noCounterexample(explored);
    expect(explored.ends).toBeGreaterThan(0);
    seen.states += explored.states;
    for (const status of explored.outcomes.keys()) seen.outcomes.add(status);
  });

  it('are seen in all ways to end', () => {
    expect([...seen.outcomes].sort()).toEqual([
      'cancelled',
      'completed',
      'confirmed',
      'expired',
      'rejected',
      'requested',
    ]);
    expect(seen.states).toBeGreaterThan(80_000);
  });

  it(`keep to the rules on ${walks} walks at random`, { timeout: 60_000 + 100 * walks }, async () => {
    const seeds = Array.from({ length: walks }, (_, index) => firstSeed + index);
    const explored = await walkAll(seeds, anyScenario);
    noCounterexample(explored);
  });
});

/** For each part of each condition of a store: where it is missed when it is left out, and by which rule. */
const missed: Readonly<Record<Condition, readonly [where: ScenarioName, breaks: RuleName]>> = {
  'lease: in the index': ['a driver reports while searched for', 'only who can come is leased'],
  'lease: of the product': ['a driver reports while searched for', 'only who can come is leased'],
  'lease: reported lately': ['drivers have not reported lately', 'only who can come is leased'],
  'lease: no holder': ['whom the version before has leased is in the index', 'no ride takes the driver of another'],
  'lease: or its lease has ended': [
    'a lease of the version before has ended',
    'no ride is refused while a driver is free',
  ],
  'hold: has the driver': ['a ride is cancelled while it is decided', 'who is free is in the index'],
  'hold: of this incarnation': ['a process outlives its ride', 'a message is of its own ride alone'],
  'hold: or by an older version': ['the version before has leased', 'a driver is lost only when lost'],
  'hold: on shift': ['a driver goes off shift', 'only who is on shift is held'],
  'hold: the lease has not ended': ['a lease is shorter than its ride', 'a lease that has ended is no hold'],
  'hold: or held already': ['processes die', 'a driver is lost only when lost'],
  'release: has the driver': ['a release comes again and again', 'no ride takes the driver of another'],
  'release: of this incarnation': ['a key is used again', 'no ride takes the driver of another'],
  'release: or by an older version': ['the version before has leased', 'no driver is left behind'],
  'release: or not said of which': ['the version before has announced', 'no driver is left behind'],
  'release: on shift': ['a driver goes off shift', 'the index shows who is free'],
  'report: not older': ['a driver goes off shift', 'the newest report stands'],
  'report: no holder': ['a driver goes off shift', 'no ride takes the driver of another'],
  'report: or its lease has ended': ['a lease ends', 'leases and holds end'],
  'report: or its hold has ended': ['a hold ends', 'leases and holds end'],
  'report: a hold': ['a driver goes off shift', 'a report puts off no end'],
  'report: without an end': ['a hold ends', 'a report puts off no end'],
  'retire: the report that was seen': ['drivers have not reported lately', 'who is free is in the index'],
  'create: there is none': ['a key is used twice', 'a record is kept until its time is over'],
  'create: or its time is over': ['a key is used again', 'who asks gets a ride'],
  'get: its time is not over': ['a key is used again', 'a record past its time is gone'],
  'mark published: of this incarnation': ['who asks again outlives the ride', 'a message is of its own ride alone'],
  'keep: of this incarnation': ['a process outlives its ride', 'a message is of its own ride alone'],
  'keep: the first answer': ['a search comes twice', 'the first answers decide'],
  'find: of this incarnation': [
    'a key is used again, and the search of before comes again',
    'an answer is told to its own ride alone',
  ],
  'find: has an answer': ['processes die', 'an answer is told to its own ride alone'],
  'record: its time is not over': ['a key is used again', 'a record past its time is gone'],
  'record: of this incarnation': ['a key is used again', 'a message is of its own ride alone'],
  'record: or not said of which': ['the version before has leased', 'what was delivered is recorded'],
  'record: the first answer': ['a search comes twice', 'the first answers decide'],
  'move: of this incarnation': ['a process outlives its ride', 'a message is of its own ride alone'],
  'move: from the state that was read': ['a ride is cancelled while it is decided', 'a ride goes from state to state'],
  'move: no answer since': ['answers come at the deadline', 'the first answers decide'],
  'move: confirmed in time': ['a ride is looked at past its deadline', 'nothing is confirmed late'],
};

describe('a store that leaves out a part of its conditions', () => {
  it('is tried with each part', () => {
    expect(Object.keys(missed).sort()).toEqual([...allConditions].sort());
  });

  it.each(Object.keys(missed) as Condition[])('is found out: %s', async (condition) => {
    const [name, rule] = missed[condition];
    const { counterexample } = await exploreAll(scenarioOf(name), { without: condition, memory });
    expect(counterexample?.rule, counterexample && textOfCounterexample(counterexample)).toBe(rule);
  });
});
