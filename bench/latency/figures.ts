import { type Percentiles, percentiles } from '../support/percentiles.ts';
import type { Compared, Measured } from './compare.ts';
import { type FlowName, flowNames } from './flow.ts';
import { type Hop, hops } from './hops.ts';
import { slowestBranch } from './slowest-branch.ts';
import type { Sum } from './textbook.ts';

/** The benchmark's figures: milliseconds throughout. */
export interface Figures {
  readonly slowestBranch: { readonly name: string; readonly ms: number };
  readonly latency: readonly CallersFigures[];
  readonly textbook: readonly Sum[];
}

export interface CallersFigures {
  readonly callers: number;
  readonly flows: Readonly<Record<FlowName, FlowFigures>>;
  /** Of the parallel flow. */
  readonly hops: Readonly<Record<Hop, Percentiles>>;
  /** Rides whose hops are known. */
  readonly ridesWithHops: number;
  /** How often the API read a ride's record while waiting for its outcome. */
  readonly reads: Percentiles;
}

export interface FlowFigures {
  readonly rides: number;
  readonly notConfirmed: number;
  /** The rate that the callers reached: each requests the next ride when it has the answer to the last. */
  readonly ridesPerSecond: number;
  /** Processor time of a ride, in milliseconds. */
  readonly processorMs: number;
  /** At the client. */
  readonly wallMs: Percentiles;
  /** The same, less the delay of the slowest branch. */
  readonly overheadMs: Percentiles;
  /** `timing.overheadMs` of the answer: from the request's arrival to the outcome, less the actual slowest branch. */
  readonly recordOverheadMs: Percentiles;
}

export function figuresOf({ sums, compared }: { sums: readonly Sum[]; compared: readonly Compared[] }): Figures {
  return { slowestBranch, latency: compared.map(callersFigures), textbook: sums };
}

function callersFigures({ callers, flows, hops: passed }: Compared): CallersFigures {
  return {
    callers,
    flows: byName(flowNames, (flow) => flowFigures(flows[flow], callers)),
    hops: byName(
      hops.map(({ name }) => name),
      (hop) => percentiles(passed.map((ride) => ride[hop])),
    ),
    ridesWithHops: passed.length,
    reads: percentiles(flows.parallel.confirmed.map(({ reads = Number.NaN }) => reads)),
  };
}

function flowFigures({ asked, confirmed, processorMs }: Measured, callers: number): FlowFigures {
  const wall = confirmed.map(({ wallMs }) => wallMs);
  return {
    rides: asked.length,
    notConfirmed: asked.length - confirmed.length,
    ridesPerSecond: (1000 * callers * asked.length) / asked.reduce((sum, { wallMs }) => sum + wallMs, 0),
    processorMs: processorMs / asked.length,
    wallMs: percentiles(wall),
    overheadMs: percentiles(wall.map((ms) => ms - slowestBranch.ms)),
    recordOverheadMs: percentiles(confirmed.map(({ view }) => view?.timing.overheadMs ?? Number.NaN)),
  };
}

const byName = <Name extends string, Value>(names: readonly Name[], of: (name: Name) => Value) =>
  Object.fromEntries(names.map((name) => [name, of(name)])) as Record<Name, Value>;
