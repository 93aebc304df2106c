import { branches } from '../../core/branches.ts';
import { type Percentiles, percentiles } from '../percentiles.ts';
import type { Changes } from './changes.ts';
import { callsOf, planFunctions } from './functions.ts';
import { type Mapping, provisionedMapping, standardMapping } from './growth.ts';
import { type Plan, questionOfCell } from './make-plan.ts';
import type { Measured } from './measured.ts';
import { burstPerInvocation, peakPerSecond, type Question, requestsPerInvocation } from './question.ts';
import type { Course, RideCourse } from './simulation/course.ts';
import { hopTimesOnAws } from './simulation/hop-times.ts';
import { simulateRides } from './simulation/simulate-rides.ts';
import type { Spread } from './simulation/spread.ts';

/** What becomes of rides, by simulation. */
export interface Prediction {
  /** How many stacks the city is divided into, and the part of one that was simulated: with that part of all that it has. */
  readonly cells: number;
  readonly part: number;
  /** At the rate of the busiest second, after the stack has warmed up. */
  readonly steady: Period;
  /** In ten seconds with ten times as many. */
  readonly burst: Period;
  /** From the end of the burst until the last ride that was accepted in it has ended. */
  readonly backlogGoneAfterSeconds: number;
  /** Invocations behind queues that were throttled, of the part. */
  readonly throttled: number;
}

export interface Period {
  readonly rides: number;
  /** What confirmed rides take beyond the slowest branch, in milliseconds: until the answer, or the outcome of who does not wait. */
  readonly overheadMs: Percentiles;
  /** Shares of the rides: answered 429 by the stage or by admission, answered 502, expired; and of the accepted, those who waited. */
  readonly throttledShare: number;
  readonly refusedShare: number;
  readonly failedShare: number;
  readonly expiredShare: number;
  readonly waitedShare: number;
}

/** Seconds: the stack warms up, is measured, has its burst, and comes to rest. */
const [measuredFrom, measuredTo, burstFrom, burstTo, restTo] = [15, 38, 40, 50, 80];
const burstTimes = 10;

/** More rides a second than that are simulated in part: a city would take minutes. */
const mostPerSecond = 120;

/** Assumed: what an environment takes to start with a bundle of 350 to 650 KB, whose import alone was measured as 40 to 55 ms. */
const coldStart: Spread = {
  points: [
    [0.5, 250],
    [0.99, 600],
  ],
};

/** The load counter's item takes so many writes a second. */
const writesOfItem = 1_000;

const environmentsPerTenSeconds = 1_000;

const slowestMs = Math.max(...Object.values(branches).map(({ simulatedMs }) => simulatedMs));

/** Simulates the stack as it was asked for, or one of the stacks with the changes that the plan wants. */
export async function predict(
  { question, changes }: Plan,
  measured: Measured,
  { changed, seed = 1 }: { readonly changed: boolean; readonly seed?: number },
): Promise<Prediction> {
  const cells = changed ? changes.cells : 1;
  const asked = questionOfCell(question, cells);
  const part = Math.min(1, mostPerSecond / peakPerSecond(asked));
  const course = courseOf(asked, measured, changed ? changes : undefined, part);
  const { rides, throttled } = await simulateRides({ ...course, seed });
  const inBurst = rides.filter(isWithin(burstFrom, burstTo));
  const lastEnd = Math.max(burstTo * 1000, ...inBurst.map(({ end, knownAt = 0 }) => (isAccepted(end) ? knownAt : 0)));
  return {
    cells,
    part,
    steady: periodOf(rides.filter(isWithin(measuredFrom, measuredTo))),
    burst: periodOf(inBurst),
    backlogGoneAfterSeconds: lastEnd / 1000 - burstTo,
    throttled,
  };
}

const isWithin =
  (from: number, to: number) =>
  ({ sentAt }: RideCourse): boolean =>
    sentAt >= from * 1000 && sentAt < to * 1000;

/** Part of a stack: all that it has and gets is as large a part. */
function courseOf(
  question: Question,
  measured: Measured,
  changes: Changes | undefined,
  part: number,
): Omit<Course, 'seed'> {
  const functions = planFunctions(question, measured);
  const settings = changes ?? { ...question, apiConcurrency: question.concurrency, pollers: {} };
  const perSecond = peakPerSecond(question) * part;
  const concurrency = Math.max(fewestInvocations, settings.concurrency * part);
  const ofApi = Math.max(1, Math.min(concurrency, settings.apiConcurrency * part));
  const { completions, reports } = callsOf(question);
  const others = (completions + reports) * part;
  const needOf = (name: string) => (functions.find((each) => each.name === name)?.concurrency ?? 0) * part;
  return {
    riders: {
      kind: 'open',
      seconds: restTo,
      perSecond: (second) => perSecond * (second >= burstFrom && second < burstTo ? burstTimes : 1),
    },
    hops: hopTimesOnAws(measured),
    wait: question.secondsWaiting !== 0,
    stage: {
      perSecond: Math.min(settings.requestsPerSecond * part, requestsPerInvocation * ofApi),
      burst: Math.min(2 * settings.requestsPerSecond * part, ofApi / 2),
      others,
    },
    concurrency: Math.floor(concurrency),
    ...(changes && { apiConcurrency: Math.floor(ofApi) }),
    occupied: Math.floor(Math.min((others * measured.times.completing) / 1000, ofApi - 1)),
    burst: Math.max(fewestAdmitted, Math.floor(burstPerInvocation * concurrency)),
    mappingOf: (name) => mappingOf(needOf(name), name in settings.pollers, settings.maxConcurrency, part),
    warmOf: (name) => Math.ceil(needOf(name)),
    environmentsPerTenSeconds: environmentsPerTenSeconds * part,
    coldStart,
    processes: Math.max(1, Math.ceil(needOf('api'))),
    aggregators: Math.max(1, Math.ceil(needOf('aggregator'))),
    loadWritesPerSecond: writesOfItem * part,
  };
}

/** As lib/read-context.ts has them. */
const fewestInvocations = 3;
const fewestAdmitted = 4;

/** A mapping that has grown into the steady load. */
function mappingOf(need: number, hasPollers: boolean, maxConcurrency: number, part: number): Mapping {
  const { start, perMinute, most } = hasPollers ? provisionedMapping : { ...standardMapping, most: maxConcurrency };
  const atMost = Math.max(1, most * part);
  return { start: Math.min(atMost, Math.max(1, start * part, need + 1)), perMinute: perMinute * part, most: atMost };
}

const isAccepted = (end: RideCourse['end']): boolean => end === 'confirmed' || end === 'expired';

function periodOf(rides: readonly RideCourse[]): Period {
  const shareOf = (end: RideCourse['end']) => rides.filter((ride) => ride.end === end).length / rides.length;
  const confirmed = rides.filter(({ end }) => end === 'confirmed');
  const accepted = rides.filter(({ end }) => isAccepted(end));
  return {
    rides: rides.length,
    overheadMs: percentiles(confirmed.map(({ sentAt, knownAt = Number.NaN }) => knownAt - sentAt - slowestMs)),
    throttledShare: shareOf('throttled'),
    refusedShare: shareOf('refused'),
    failedShare: shareOf('failed'),
    expiredShare: shareOf('expired'),
    waitedShare: accepted.filter(({ waited }) => waited).length / accepted.length,
  };
}
