import { median } from '../support/percentiles.ts';
import type { Engine } from './engines.ts';
import type { Measured } from './measure.ts';

/** The results of all rounds for one engine. */
export interface Findings {
  readonly engine: Engine;
  /** The versions of its parts, as the engine reports them. */
  readonly versions: Readonly<Record<string, string>>;
  readonly rounds: readonly Measured[];
}

/** Medians over the rounds: overheads in milliseconds, rides per second, and processor time of a ride in milliseconds. */
export interface Figures {
  readonly aloneP50: number;
  readonly aloneP99: number;
  readonly crowdP50: number;
  readonly crowdP99: number;
  readonly ridesPerSecond: number;
  /** NaN where it is not known. */
  readonly processorMs: number;
}

export function figuresOf(rounds: readonly Measured[]): Figures {
  const medianOf = (figure: (measured: Measured) => number) => median(rounds.map(figure));
  return {
    aloneP50: medianOf(({ alone }) => alone.p50),
    aloneP99: medianOf(({ alone }) => alone.p99),
    crowdP50: medianOf(({ crowd }) => crowd.p50),
    crowdP99: medianOf(({ crowd }) => crowd.p99),
    ridesPerSecond: medianOf(({ ridesPerSecond }) => ridesPerSecond),
    processorMs: medianOf(({ processorMs }) => processorMs),
  };
}

/** Above this share of refused rides the figures are not representative. */
const bearableShare = 0.05;

/** An engine refused so many rides that the figures of the others are not representative. */
export class RefusalsError extends Error {
  constructor(title: string, refused: number, asked: number, example: string) {
    super(`${title} refused ${refused} of ${asked} rides. One of its answers: ${example}`);
    this.name = 'RefusalsError';
  }
}

/** Throws `RefusalsError` when too many rides were refused. */
export function checkRefusals({ engine, rounds }: Pick<Findings, 'engine' | 'rounds'>): void {
  const asked = rounds.reduce((sum, round) => sum + round.asked, 0);
  const refusals = rounds.flatMap((round) => round.refusals);
  if (refusals.length > bearableShare * asked) {
    throw new RefusalsError(engine.title, refusals.length, asked, refusals[0] ?? '');
  }
}
