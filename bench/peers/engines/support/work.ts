import { branches } from '../../../../core/branches.ts';

/** The branches of the work, in the order in which a call gives their delays. */
export const branchNames: readonly string[] = Object.keys(branches);

/** The kinds of work. `rides`: the work of this project's branches, on its tables. `timers`: only delays. */
export const works = ['rides', 'timers'] as const;

export type WorkName = (typeof works)[number];

/** The environment variable with the kind of work. */
export const workVariable = 'PEERS_WORK';

/**
 * An engine's work for a call: it asks all branches the same question, at the same time, and then ends the call with
 * their answers. Calls, questions and answers are JSON, which may go through queues and journals.
 */
export interface Work<Call = unknown, Question = unknown, Answer = unknown> {
  /** The question to the branches. The same call gives the same question: it may be retried after a crash. */
  question(call: Call): Question;
  /** One branch's answer. */
  ask(branch: string, question: Question): Promise<Answer>;
  /** The answer to the caller. It may write. */
  end(call: Call, answers: readonly Answer[]): Promise<unknown>;
  stop(): Promise<void>;
}

/** A call for timers: how many milliseconds each branch takes. */
export interface TimersCall {
  readonly delays: readonly number[];
}
