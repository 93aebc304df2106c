import { branches, type Registry } from '../../core/branches.ts';
import { memoryMb } from './bills.ts';
import { batchSize, provisionedMapping, type Rampup, rampUp, standardMapping } from './growth.ts';
import type { Counted, Measured } from './measured.ts';
import { peakPerSecond, type Question, reportSeconds } from './question.ts';
import { serversFor } from './queueing.ts';

/** What a function needs in the busiest second. */
export interface FunctionPlan {
  readonly name: string;
  /** Calls of the API, or messages. */
  readonly perSecond: number;
  /** The measured average duration of an invocation. */
  readonly ms: number;
  readonly memoryMb: number;
  /** Concurrent invocations, on average, if each has one call or message. */
  readonly concurrency: number;
  /** The concurrency at which one call or message in a hundred finds no free invocation (Erlang C). */
  readonly concurrencyWithReserve: number;
  /** For a function behind a queue. */
  readonly queue?: QueuePlan;
}

export interface QueuePlan {
  /** Messages in a batch, on average, with the mapping's requested MaximumConcurrency. */
  readonly batch: number;
  /** The most messages a second: full batches at the highest allowed concurrency. */
  readonly mostPerSecond: number;
  /** Messages that are received and not deleted. */
  readonly inFlight: number;
  /** The same while invocations are throttled: received messages stay hidden until their visibility timeout. */
  readonly inFlightThrottled: number;
  /** From idle, as AWS scales a mapping, and one with provisioned pollers; neither with a MaximumConcurrency. */
  readonly standard: Rampup;
  readonly provisioned: Rampup;
}

/** One in a hundred. */
const mayWait = 0.01;

/** Six times the function's time-out, for functions that no rider waits for: lib/queue-consumer.ts and lib/gather.ts. */
const usualVisibilitySeconds = 36;
const deadlineTimeoutSeconds = 3;

/** The needs of each function on the path of a ride and of its completion. Webhooks, receipts and push are not included. */
export function planFunctions(question: Question, measured: Measured): FunctionPlan[] {
  const names = [...new Set([...messagesBy(measured.quiet).keys(), ...messagesBy(measured.completion).keys()])];
  return [planApi(question, measured), ...names.map((name) => planConsumer(name, question, measured))];
}

/** Invocations a second that an account may make for each of its concurrent executions. https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html */
const invocationsPerExecution = 10;

/** Concurrent executions that the rate of invocations requires, however short they are. */
export const concurrencyForRate = (functions: readonly FunctionPlan[]): number =>
  functions.reduce((sum, { perSecond, queue }) => sum + perSecond / (queue?.batch ?? 1), 0) / invocationsPerExecution;

/** Requests a second of each kind that the API gets. */
export function callsOf(question: Question): Readonly<Record<'rides' | 'completions' | 'reports', number>> {
  const rides = peakPerSecond(question);
  return { rides, completions: rides, reports: question.drivers / reportSeconds };
}

/** Milliseconds that the API's function takes for a ride request. */
export function msOfCall({ secondsWaiting }: Question, { times }: Measured): number {
  return secondsWaiting === undefined ? times.waiting : times.notWaiting + secondsWaiting * 1000;
}

function planApi(question: Question, measured: Measured): FunctionPlan {
  const { rides, completions, reports } = callsOf(question);
  const { completing } = measured.times;
  const busyMs = rides * msOfCall(question, measured) + (completions + reports) * completing;
  const perSecond = rides + completions + reports;
  return needOf('api', perSecond, busyMs / perSecond);
}

const needOf = (name: string, perSecond: number, ms: number): FunctionPlan => {
  const concurrency = (perSecond * ms) / 1000;
  return { name, perSecond, ms, memoryMb, concurrency, concurrencyWithReserve: serversFor(concurrency, mayWait) };
};

function planConsumer(name: string, question: Question, measured: Measured): FunctionPlan {
  const { times, quiet, completion } = measured;
  const rides = peakPerSecond(question);
  const ofRide = (messagesBy(quiet).get(name) ?? 0) / quiet.rides;
  const ofCompletion = (messagesBy(completion).get(name) ?? 0) / completion.rides;
  const each = ofRide + ofCompletion;
  const ms = (ofRide * (times.ride[name] ?? 0) + ofCompletion * (times.completion[name] ?? 0)) / each;
  const need = needOf(name, rides * each, ms);
  return { ...need, queue: planQueue(need, question) };
}

function planQueue({ name, perSecond, ms, concurrency }: FunctionPlan, { maxConcurrency }: Question): QueuePlan {
  const inFlight = concurrency;
  const mostPerSecond = (maxConcurrency * batchSize) / (ms / 1000);
  return {
    batch: Math.min(batchSize, Math.max(1, concurrency / maxConcurrency)),
    mostPerSecond,
    inFlight,
    inFlightThrottled: perSecond * visibilitySecondsOf(name),
    standard: rampUp(standardMapping, perSecond, ms),
    provisioned: rampUp(provisionedMapping, perSecond, ms),
  };
}

/** On the path that riders wait for, the visibility timeout is one second more than the function's time-out. */
export function visibilitySecondsOf(name: string): number {
  const timeoutSeconds = name === 'deadline' ? deadlineTimeoutSeconds : (branches as Registry)[name]?.timeoutSeconds;
  return timeoutSeconds === undefined ? usualVisibilitySeconds : timeoutSeconds + 1;
}

/** Messages in the invocations of functions behind queues, by function. */
function messagesBy({ counts }: Counted): Map<string, number> {
  const messages = new Map<string, number>();
  for (const count of counts) {
    if (count.service !== 'Lambda' || count.by === 'api') continue;
    messages.set(count.by, (messages.get(count.by) ?? 0) + count.messages);
  }
  return messages;
}
