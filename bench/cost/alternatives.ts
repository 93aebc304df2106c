import { memoryMb } from '../../cli/plan/bills.ts';
import { gbSeconds, type Usage } from '../../cli/plan/usage.ts';

/** The usage of one function that does the same job, one branch after the other, as counted. */
export interface OneFunction {
  /** All but the function's own requests and time. */
  readonly usage: Usage;
  /** The duration of the function in ms. */
  readonly ms: number;
  /** The duration of each branch in it. */
  readonly branchMs: readonly number[];
}

/** Step Functions bills memory in units of this size; the data of a ride fits into one. */
const expressMemoryMb = 64;
const expressStepMs = 100;

/** The start, the parallel state, the branches' tasks and the task that concludes. */
const transitionsFor = (branches: number): number => branches + 3;

/** One function, one branch after the other. */
export const sequentially = ({ usage, ms }: OneFunction): Usage => withLambda(usage, 1, ms);

/** One function that asks the branches at the same time. */
export const atTheSameTime = (job: OneFunction): Usage => withLambda(job.usage, 1, parallelMs(job));

/** An Express workflow that the API starts and waits for: a function for each branch, and one that concludes. */
export function withExpress(job: OneFunction): Usage {
  const billedMs = Math.ceil(parallelMs(job) / expressStepMs) * expressStepMs;
  return { ...inTasks(job), expressRequests: 1, expressGbSeconds: gbSeconds(expressMemoryMb, billedMs) };
}

/** The same as a Standard workflow. It cannot be awaited: delivery of the outcome to the rider is not included. */
export const withStandard = (job: OneFunction): Usage => ({
  ...inTasks(job),
  standardTransitions: transitionsFor(job.branchMs.length),
});

/** Functions do all of the work, one for each branch and one for the rest. */
const inTasks = ({ usage, ms, branchMs }: OneFunction): Usage => withLambda(usage, branchMs.length + 1, ms);

const withLambda = (usage: Usage, requests: number, ms: number): Usage => ({
  ...usage,
  lambdaRequests: (usage.lambdaRequests ?? 0) + requests,
  lambdaGbSeconds: (usage.lambdaGbSeconds ?? 0) + gbSeconds(memoryMb, ms),
});

/** The slowest branch, and what comes before and after the branches. */
export function parallelMs({ ms, branchMs }: OneFunction): number {
  const sum = branchMs.reduce((total, each) => total + each, 0);
  return Math.max(...branchMs) + (ms - sum);
}
