import type { Functions } from '../lambda/functions.ts';

/** A function's counters and current state. */
export interface FunctionFigures {
  readonly logicalId: string;
  readonly name: string;
  /** The number of runs, whatever their outcome. */
  readonly invocations: number;
  /** The number of these runs that failed, timed out or crashed. */
  readonly errors: number;
  /** The number of queue messages that these runs received. */
  readonly messages: number;
  readonly running: number;
  /** When its code was last replaced, in epoch milliseconds; null while it runs the original code. */
  readonly reloadedAt: number | null;
}

/** The figures of every function. */
export const functionFigures = (functions: Functions): FunctionFigures[] =>
  functions.all().map(({ spec: { logicalId, name }, figures }) => ({ logicalId, name, ...figures }));
