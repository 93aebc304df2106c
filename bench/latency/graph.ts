import { setTimeout as timer } from 'node:timers/promises';

/** A step and the steps that it depends on: a promise graph. A step must be listed after its dependencies. */
export type Graph = readonly Step[];

export interface Step {
  readonly name: string;
  readonly ms: number;
  /** Names of the steps that it depends on. */
  readonly needs: readonly string[];
}

/** The textbook's prediction for one step after the other, in milliseconds. */
export const sequentialMs = (graph: Graph): number => graph.reduce((sum, { ms }) => sum + ms, 0);

/** The textbook's prediction when each step begins as soon as its dependencies are done: the longest path. */
export function parallelMs(graph: Graph): number {
  const endsAt = new Map<string, number>();
  for (const { name, ms, needs } of graph) endsAt.set(name, Math.max(0, ...valuesOf(endsAt, needs)) + ms);
  return Math.max(0, ...endsAt.values());
}

/** Simulates a step's work. */
export type Wait = (ms: number) => Promise<void>;

/** Runs the graph as promises, a timer for each step, and returns how long it took in milliseconds. */
export async function runInParallel(graph: Graph, wait: Wait = timer): Promise<number> {
  const startedAt = performance.now();
  const done = new Map<string, Promise<void>>();
  for (const { name, ms, needs } of graph) {
    const after = Promise.all(valuesOf(done, needs));
    done.set(
      name,
      after.then(() => wait(ms)),
    );
  }
  await Promise.all(done.values());
  return performance.now() - startedAt;
}

/** The same, awaiting each step before the next. */
export async function runInSequence(graph: Graph, wait: Wait = timer): Promise<number> {
  const startedAt = performance.now();
  for (const { ms } of graph) await wait(ms);
  return performance.now() - startedAt;
}

function valuesOf<Value>(known: ReadonlyMap<string, Value>, names: readonly string[]): Value[] {
  return names.map((name) => {
    const value = known.get(name);
    if (value === undefined) throw new RangeError(`The step ${name} is needed before it is listed.`);
    return value;
  });
}
