import { branches } from '../../core/branches.ts';
import { median } from '../support/percentiles.ts';
import type { Asked, Flow } from './flow.ts';
import { type Graph, parallelMs, runInParallel, runInSequence, sequentialMs } from './graph.ts';
import { confirmedOf } from './refusals.ts';
import { type Trip, tripsOf } from './trips.ts';
import { freeDrivers } from './turn.ts';

/** A sum of the textbook: predicted from its graph, and measured (medians, in milliseconds). */
export interface Sum {
  readonly name: string;
  readonly predicted: Durations;
  readonly measured: Durations;
  /** Until the outcome of a parallel ride, from its record: before the rider has the answer. */
  readonly outcomeMs?: number;
}

export interface Durations {
  readonly sequentialMs: number;
  readonly parallelMs: number;
}

/** The textbook's promise graph: parsing needs what was read, the query does not, and sending needs both. */
export const promiseGraph: Graph = [
  { name: 'read', ms: 50, needs: [] },
  { name: 'parse', ms: 5, needs: ['read'] },
  { name: 'query', ms: 30, needs: [] },
  { name: 'send', ms: 10, needs: ['parse', 'query'] },
];

const promiseGraphName = 'promises with timers: read 50, parse 5, query 30, send 10';

/** The simulated delays of a ride's branches, in milliseconds; no branch depends on another. */
const rideCases = [
  {
    name: 'rides: two branches, 300 + 200',
    delays: { 'driver-matching': 300, pricing: 200, eta: 0, 'payment-check': 0 },
  },
  {
    name: 'rides: three branches of 200',
    delays: { 'driver-matching': 200, pricing: 200, eta: 200, 'payment-check': 0 },
  },
  {
    name: 'rides: 300 + 200 + 150 + 100',
    delays: { 'driver-matching': 300, pricing: 200, eta: 150, 'payment-check': 100 },
  },
] as const;

const rounds = 7;
const warmUpRides = 10;

/** Predicts the textbook's sums and measures them: the first with timers, the others with rides of a single caller. */
export async function textbookSums(parallel: Flow, sequential: Flow, progress: (line: string) => void): Promise<Sum[]> {
  progress('the textbook: a promise graph');
  const sums = [await sumOfPromises()];
  for (const flow of [parallel, sequential]) await warmUp(flow);
  for (const { name, delays } of rideCases) {
    progress(`the textbook: ${name}`);
    sums.push(await sumOfRides(name, delays, parallel, sequential));
  }
  return sums;
}

async function sumOfPromises(): Promise<Sum> {
  const took = { sequential: [] as number[], parallel: [] as number[] };
  for (let round = 0; round < rounds; round += 1) {
    took.parallel.push(await runInParallel(promiseGraph));
    took.sequential.push(await runInSequence(promiseGraph));
  }
  const measured = { sequentialMs: median(took.sequential), parallelMs: median(took.parallel) };
  return { name: promiseGraphName, predicted: predictionOf(promiseGraph), measured };
}

type Delays = Readonly<Record<string, number>>;

async function sumOfRides(name: string, delays: Delays, parallel: Flow, sequential: Flow): Promise<Sum> {
  const graph: Graph = Object.entries(delays).map(([name, ms]) => ({ name, ms, needs: [] }));
  const taken = { sequential: [] as Asked[], parallel: [] as Asked[] };
  for (const trip of tripsOf(rounds, 1)) {
    taken.parallel.push(await ride(parallel, trip, delays));
    taken.sequential.push(await ride(sequential, trip, delays));
  }
  const inParallel = confirmedOf(taken.parallel, `parallel, ${name}`);
  const inSequence = confirmedOf(taken.sequential, `sequential, ${name}`);
  return {
    name,
    predicted: predictionOf(graph),
    measured: { sequentialMs: median(inSequence.map(wallOf)), parallelMs: median(inParallel.map(wallOf)) },
    outcomeMs: median(inParallel.map(({ view }) => view?.timing.totalMs ?? Number.NaN)),
  };
}

const predictionOf = (graph: Graph): Durations => ({
  sequentialMs: sequentialMs(graph),
  parallelMs: parallelMs(graph),
});

const wallOf = ({ wallMs }: Asked): number => wallMs;

/** With rides that take no time. */
async function warmUp(flow: Flow): Promise<void> {
  const delays = Object.fromEntries(Object.keys(branches).map((branch) => [branch, 0]));
  for (const trip of tripsOf(warmUpRides, 1)) await ride(flow, trip, delays);
}

/** One ride whose branches take their simulated delays. */
async function ride(flow: Flow, trip: Trip, delays: Delays): Promise<Asked> {
  const simulate = Object.fromEntries(Object.entries(delays).map(([branch, delayMs]) => [branch, { delayMs }]));
  const asked = await flow.ask(trip, simulate);
  await freeDrivers(flow, [asked]);
  return asked;
}
