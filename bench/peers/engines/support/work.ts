import { branches } from '../../../../core/branches.ts';

/** The branches of the work, in the order in which a call gives their delays. */
export const branchNames: readonly string[] = Object.keys(branches);

/** What engines can be asked to do. `rides`: what this project's branches do, on its tables. `timers`: nothing but waiting. */
export const works = ['rides', 'timers'] as const;

export type WorkName = (typeof works)[number];

/** The environment variable that tells an engine which work it is asked to do. */
export const workVariable = 'PEERS_WORK';

/**
 * What an engine does for a call: it asks all branches the same question, at the same time, and then ends the call with
 * their answers. Calls, questions and answers are JSON, which may go through queues and journals.
 */
export interface Work<Call = unknown, Question = unknown, Answer = unknown> {
  /** What the branches are asked. The same call gives the same question: it may be taken up again after a crash. */
  question(call: Call): Question;
  /** One branch's answer. */
  ask(branch: string, question: Question): Promise<Answer>;
  /** What the caller is told. It may write. */
  end(call: Call, answers: readonly Answer[]): Promise<unknown>;
  stop(): Promise<void>;
}

/** A call for timers: how many milliseconds each branch takes. */
export interface TimersCall {
  readonly delays: readonly number[];
}
