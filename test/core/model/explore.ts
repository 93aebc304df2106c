import { type Random, randomOf } from '../../chaos/random.ts';
import { type Violation, violationOf } from './invariants.ts';
import { named } from './subjects.ts';
import { type Condition, kinds, Memory, type Move, type Scenario, type State, type Step, World } from './world.ts';

/** What an exploration has seen. */
export interface Explored {
  readonly states: number;
  readonly steps: number;
  /** States in which nothing was left to be done. */
  readonly ends: number;
  /** How rides stood in those, by status. */
  readonly outcomes: ReadonlyMap<string, number>;
  /** The first rule that was broken, and the steps that led there. */
  readonly counterexample?: Counterexample | undefined;
}

export interface Counterexample extends Violation {
  readonly scenario: string;
  readonly steps: readonly string[];
}

export const textOfCounterexample = ({ scenario, rule, fault, steps }: Counterexample): string =>
  [`In "${scenario}": ${rule}: ${fault}`, ...steps.map((step, index) => `  ${index + 1}. ${step}`)].join('\n');

const counterexampleOf = (
  scenario: Scenario,
  { rule, fault }: Violation,
  steps: readonly (() => string)[],
  seed?: number,
): Counterexample => ({
  rule,
  fault: named(fault),
  scenario: seed === undefined ? scenario.name : `seed ${seed}`,
  steps: steps.map((step) => named(step())),
});

interface Reached {
  readonly state: State;
  readonly path: Path | undefined;
}

/** The moves by which a state was reached, each as its place among those that there were. */
interface Path {
  readonly before: Path | undefined;
  readonly move: number;
}

export interface Exploring {
  /** A part of a condition that the stores leave out. */
  readonly without?: Condition | undefined;
  /** What other explorations have worked out. */
  readonly memory?: Memory | undefined;
  readonly mostStates?: number;
}

/** Looks at every state that can be reached, the nearest first: a counterexample is a shortest one. */
export async function exploreAll(
  scenario: Scenario,
  { without, memory, mostStates = 1_000_000 }: Exploring = {},
): Promise<Explored> {
  const world = new World(scenario, { without, memory });
  const known = new Set([world.keyOf(world.first)]);
  const outcomes = new Map<string, number>();
  let queue: readonly Reached[] = [{ state: world.first, path: undefined }];
  let [steps, ends] = [0, 0];
  while (queue.length > 0) {
    const next: Reached[] = [];
    for (const { state, path: before } of queue) {
      for (const [index, move] of world.movesOf(state).entries()) {
        const step = await move.take();
        steps += 1;
        const isQuiet = world.isQuiet(step.after);
        const violation = violationOf(step, scenario, isQuiet);
        const path = { before, move: index };
        if (violation) {
          const counterexample = counterexampleOf(scenario, violation, await stepsOf(world, path));
          return { states: known.size, steps, ends, outcomes, counterexample };
        }
        const { size } = known;
        known.add(world.keyOf(step.after));
        if (known.size === size) continue;
        if (known.size > mostStates) throw new Error(`More than ${mostStates} states in "${scenario.name}".`);
        if (isQuiet) {
          ends += 1;
          for (const { status } of step.after.rides) outcomes.set(status, (outcomes.get(status) ?? 0) + 1);
        }
        next.push({ state: step.after, path });
      }
    }
    queue = next;
  }
  return { states: known.size, steps, ends, outcomes };
}

/** What the steps of a path are called: they are taken again, so that of most paths no more than the moves is kept. */
async function stepsOf(world: World, path: Path): Promise<(() => string)[]> {
  const moves: number[] = [];
  for (let at: Path | undefined = path; at; at = at.before) moves.unshift(at.move);
  const names: (() => string)[] = [];
  let state = world.first;
  for (const move of moves) {
    const step = (await world.movesOf(state)[move]?.take()) as Step;
    names.push(step.name);
    state = step.after;
  }
  return names;
}

/** How many steps a walk takes in which anything may happen, before what is left is done. */
const longestWalk = 120;

/** In far fewer steps everything that is left has been done. */
const longestEnd = 2_000;

/** As much as is remembered from walk to walk. */
const mostValues = 200_000;

/** Takes steps at random through scenarios at random, each as its seed says. */
export async function walkAll(seeds: Iterable<number>, scenarioOf: (random: Random) => Scenario): Promise<Explored> {
  let memory = new Memory();
  const outcomes = new Map<string, number>();
  let [walks, steps] = [0, 0];
  for (const seed of seeds) {
    if (memory.values.size > mostValues) memory = new Memory();
    const random = randomOf(seed, 'model');
    const walk = await walkOnce(new World(scenarioOf(random), { memory }), random);
    walks += 1;
    steps += walk.steps.length;
    for (const { status } of walk.last.rides) outcomes.set(status, (outcomes.get(status) ?? 0) + 1);
    if (walk.violation) {
      const { scenario } = walk.world;
      return {
        states: 0,
        steps,
        ends: walks,
        outcomes,
        counterexample: counterexampleOf(scenario, walk.violation, walk.steps, seed),
      };
    }
  }
  return { states: 0, steps, ends: walks, outcomes };
}

interface Walk {
  readonly world: World;
  readonly steps: readonly (() => string)[];
  readonly last: State;
  readonly violation?: Violation | undefined;
}

async function walkOnce(world: World, random: Random): Promise<Walk> {
  const steps: (() => string)[] = [];
  let state = world.first;
  for (;;) {
    const isOver = steps.length >= longestWalk;
    if (steps.length >= longestEnd) {
      const fault = `after ${steps.length} steps something is left to be done`;
      return { world, steps, last: state, violation: { rule: 'all comes to rest', fault } };
    }
    if (isOver && world.isQuiet(state)) return { world, steps, last: state };
    const moves = world.movesOf(state).filter(({ kind }) => !isOver || draining.includes(kind));
    const move = moves.length > 0 ? pick(random, moves) : undefined;
    if (move === undefined) return { world, steps, last: state };
    const step = await move.take();
    steps.push(step.name);
    state = step.after;
    const violation = violationOf(step, world.scenario, world.isQuiet(state));
    if (violation) return { world, steps, last: state, violation };
  }
}

/** What is still done when nothing more is to happen. */
const draining: readonly Move['kind'][] = ['deliver', 'go on', 'release', 'time'];

function pick(random: Random, moves: readonly Move[]): Move {
  const all = moves.reduce((sum, { kind }) => sum + kinds[kind], 0);
  let left = random.next() * all;
  return moves.find(({ kind }) => {
    left -= kinds[kind];
    return left < 0;
  }) as Move;
}
