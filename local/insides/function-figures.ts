import type { Functions } from '../lambda/functions.ts';

/** What a function has done so far, and does now. */
export interface FunctionFigures {
  readonly logicalId: string;
  readonly name: string;
  /** How often it was run, whatever came of it. */
  readonly invocations: number;
  /** How many of these runs failed, timed out or crashed. */
  readonly errors: number;
  /** How many messages of queues these runs were given. */
  readonly messages: number;
  readonly running: number;
  /** When its code was replaced last, in epoch milliseconds; null as long as it runs what it was created with. */
  readonly reloadedAt: number | null;
}

/** The figures of every function. */
export const functionFigures = (functions: Functions): FunctionFigures[] =>
  functions.all().map(({ spec: { logicalId, name }, figures }) => ({ logicalId, name, ...figures }));
