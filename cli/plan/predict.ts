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

/** What happens to rides, by simulation. */
export interface Prediction {
  /** The number of stacks in the city, and the part of one that was simulated, with that part of its capacity. */
  readonly cells: number;
  readonly part: number;
  /** At the rate of the busiest second, after the stack has warmed up. */
  readonly steady: Period;
  /** During a burst: ten seconds at ten times that rate. */
  readonly burst: Period;
  /** From the end of the burst until the last ride accepted in it has ended. */
  readonly backlogGoneAfterSeconds: number;
  /** Throttled invocations behind queues, in the simulated part. */
  readonly throttled: number;
}

export interface Period {
  readonly rides: number;
  /** Time of confirmed rides beyond the slowest branch, in milliseconds: to the answer, or without a wait to the outcome. */
  readonly overheadMs: Percentiles;
  /** Shares of the rides: 429 by the stage, 429 by admission, 502, expired; and of the accepted, those with a wait. */
  readonly throttledShare: number;
  readonly refusedShare: number;
  readonly failedShare: number;
  readonly expiredShare: number;
  readonly waitedShare: number;
}

/** Seconds: the stack warms up, is measured, gets its burst, and comes to rest. */
const [measuredFrom, measuredTo, burstFrom, burstTo, restTo] = [15, 38, 40, 50, 80];
const burstTimes = 10;

/** Above this rate only a part of a stack is simulated: a whole city would take minutes. */
export const mostPerSecond = 60;

/** Assumed: the cold start with a bundle of 350 to 650 KB, whose import alone was measured as 40 to 55 ms. */
const coldStart: Spread = {
  points: [
    [0.5, 250],
    [0.99, 600],
  ],
};

/** Writes a second that the load counter's item takes. */
const writesOfItem = 1_000;

const environmentsPerTenSeconds = 1_000;

const slowestMs = Math.max(...Object.values(branches).map(({ simulatedMs }) => simulatedMs));

/** Simulates the stack as requested, or one of the stacks with the planned changes. */
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

/** A part of a stack: its capacity and its load are scaled by the same factor. */
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
      burst: Math.min(settings.requestsPerSecond * part, ofApi) / 2,
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

/** The minimums of lib/read-context.ts. */
const fewestInvocations = 3;
const fewestAdmitted = 4;

/** A mapping that has scaled to the steady load. */
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
