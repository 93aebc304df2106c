import { median, percentile } from '../support/percentiles.ts';
import type { Phase } from './phases.ts';
import type { AcceptedRide, Refusal } from './traffic.ts';

/** The figures of one phase. Times are milliseconds, rates are per second. */
export interface PhaseFigures {
  readonly name: string;
  readonly seconds: number;
  readonly offeredPerSecond: number;
  readonly acceptedPerSecond: number;
  /** Rides confirmed within the phase, whenever they were accepted. */
  readonly confirmedPerSecond: number;
  readonly acknowledgementP50: number;
  readonly acknowledgementP99: number;
  /** From the request until its outcome was received. */
  readonly outcomeP50: number;
  readonly offered: number;
  readonly accepted: number;
  /** Of the accepted rides, in the end. */
  readonly confirmed: number;
  readonly rejected: number;
  readonly expired: number;
  /** Rides confirmed per second of the accepted ones, over the phase and until the last of them had ended. */
  readonly drainedPerSecond: number;
  /** Refused by the gateway's throttle. */
  readonly throttled: number;
  /** Refused by admission. */
  readonly overloaded: number;
  /** Refused with 429 without a `Retry-After`. */
  readonly withoutRetryAfter: number;
  /** Requests answered neither 202 nor 429. */
  readonly failed: number;
  readonly refusalP99: number;
  /** From the end of the phase until its last ride had ended. */
  readonly drainMs: number;
  readonly mostBacklog: number;
  readonly backlog: Phase['backlog'];
}

/** The figures of a phase, from the rides and refusals of the whole run. */
export function figuresOf(
  name: string,
  { startedAt, endedAt, drainedAt, backlog }: Phase,
  rides: readonly AcceptedRide[],
  allRefusals: readonly Refusal[],
): PhaseFigures {
  const seconds = (endedAt - startedAt) / 1000;
  const isWithin = (at = Number.NaN) => at >= startedAt && at < endedAt;
  const accepted = rides.filter(({ requestedAt }) => isWithin(requestedAt));
  const refusals = allRefusals.filter(({ at }) => isWithin(at));
  const refused = refusals.filter(({ status }) => status === 429);
  const overloaded = refused.filter(({ code }) => code === 'overloaded');
  const endedAs = (status: string) => accepted.filter((ride) => ride.status === status).length;
  const acknowledgements = accepted.map(({ requestedAt, acknowledgedAt }) => acknowledgedAt - requestedAt);
  const outcomes = accepted.flatMap(({ requestedAt, endedAt: at }) => (at === undefined ? [] : [at - requestedAt]));
  return {
    name,
    seconds,
    offered: accepted.length + refusals.length,
    offeredPerSecond: (accepted.length + refusals.length) / seconds,
    acceptedPerSecond: accepted.length / seconds,
    confirmedPerSecond: confirmedIn(rides, startedAt, endedAt) / seconds,
    acknowledgementP50: percentile(acknowledgements, 0.5),
    acknowledgementP99: percentile(acknowledgements, 0.99),
    outcomeP50: percentile(outcomes, 0.5),
    accepted: accepted.length,
    confirmed: endedAs('confirmed'),
    rejected: endedAs('rejected'),
    expired: endedAs('expired'),
    drainedPerSecond: endedAs('confirmed') / ((Math.max(drainedAt, endedAt) - startedAt) / 1000),
    throttled: refused.length - overloaded.length,
    overloaded: overloaded.length,
    withoutRetryAfter: refused.filter(({ retryAfterSeconds }) => retryAfterSeconds === undefined).length,
    failed: refusals.length - refused.length,
    refusalP99: percentile(
      refusals.map(({ ms }) => ms),
      0.99,
    ),
    drainMs: Math.max(0, drainedAt - endedAt),
    mostBacklog: Math.max(0, ...backlog.map(([, rides]) => rides)),
    backlog,
  };
}

/** The median of the confirmed rides per second over equal parts of a phase, without the first part, which is a warm-up. */
export function sustainedPerSecond({ startedAt, endedAt }: Phase, rides: readonly AcceptedRide[], parts = 4): number {
  const length = (endedAt - startedAt) / parts;
  const rates = Array.from({ length: parts - 1 }, (_, index) => {
    const from = startedAt + (index + 1) * length;
    return confirmedIn(rides, from, from + length) / (length / 1000);
  });
  return median(rates);
}

const confirmedIn = (rides: readonly AcceptedRide[], from: number, to: number): number =>
  rides.filter(({ status, endedAt = Number.NaN }) => status === 'confirmed' && endedAt >= from && endedAt < to).length;
