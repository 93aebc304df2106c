import type { RideHolds, RideTrace } from '../../cli/console/protocol.ts';
import type { Branch, Flow, Ride } from '../../client/index.ts';
import { moneyText } from '../../core/money.ts';
import { counted, inClock, inMs, listed } from './units.ts';

/** A failed call; its status is 0 when there was no response. */
export interface Failure {
  readonly status: number;
  readonly message: string;
}

/** A step of a ride's trace. */
export type Hop = RideTrace['trace']['hops'][number];

/** Whether a step is an attempt that ran the branch: others find the ride answered, over, or given up. */
export const isAsked = ({ what, note }: Pick<Hop, 'what' | 'note'>): boolean =>
  /^attempt \d/.test(what) && !/^(GivenUpError|skipped|answered before)\b/.test(note);

/** All that the page knows of a finished side of a race. Nothing is claimed about what is missing here. */
export interface RaceFacts {
  readonly flow: Flow;
  /** The rider's response. */
  readonly view?: Ride | undefined;
  /** Why there was no response. */
  readonly failure?: Failure | undefined;
  /** When the rider had the response or the failure, as the page has measured it. */
  readonly answeredMs?: number | undefined;
  /** The branches that were reported while there was no response. */
  readonly heard?: Readonly<Record<string, Branch>> | undefined;
  /** The ride's record and drivers as they are now. */
  readonly holds?: RideHolds | undefined;
  readonly hops?: readonly Hop[] | undefined;
}

/** One sentence: the rider's response and its time, what is known of the ride, which driver is held, and the cost. */
export function tellRunner(facts: RaceFacts): string {
  const clauses = [toldOf(facts), knownOf(facts), driverOf(facts), costOf(facts)].filter((clause) => clause !== '');
  const text = clauses.join('; ');
  return text && `${text[0]?.toUpperCase()}${text.slice(1)}.`;
}

/** Both sides in one sentence, without their costs. */
export const tellBoth = (parallel: RaceFacts, sequential: RaceFacts): string =>
  `Side by side: ${briefly(parallel)}; one after the other: ${briefly(sequential)}.`;

const briefly = (facts: RaceFacts): string =>
  [toldOf(facts), facts.failure ? knownOf(facts) : '', driverOf(facts)].filter((clause) => clause !== '').join(', ');

/** The rider's response and how long they waited for it: the decision was made a little before. */
function toldOf(facts: RaceFacts): string {
  const { view, failure, answeredMs } = facts;
  const ms = answeredMs ?? (failure ? null : view?.timing.totalMs);
  const after = ms == null ? '' : ` after ${inMs(ms)}`;
  if (failure) return `${failureWords(facts, failure)}${after}`;
  if (!view) return 'not answered';
  const { status, outcome, reasons } = view;
  if (status === 'confirmed') return `confirmed${after}${outcome ? agreed(outcome) : ''}`;
  if (reasons.length === 0) return `${status}${after}`;
  return `${status}${after} because of ${listed(reasons.map((reason) => reasonWords(view, reason)))}`;
}

const agreed = ({ driver, fare }: NonNullable<Ride['outcome']>): string =>
  ` with ${driver.driverId} for ${moneyText(fare.amountMinor, fare.currency)}`;

function reasonWords(view: Ride, { branch, code }: Ride['reasons'][number]): string {
  const { status, attempt } = view.branches[branch] ?? {};
  if (status === 'failed' && attempt) return `${branch}, which failed in ${counted(attempt, 'attempt')}`;
  if (status === 'timed_out') return `${branch}, which had not answered by the deadline`;
  return `${branch} (${code})`;
}

/** A process that answered for branches and then failed has died; without any report it may never have run. */
function failureWords({ heard }: RaceFacts, { status, message }: Failure): string {
  if (status === 502) return heard ? 'the process died (502)' : 'the process died or was never run (502)';
  if (status === 504) return 'the call timed out (504)';
  if (status === 429) return 'refused at once (429)';
  return status === 0 ? message : `the call failed with ${status}`;
}

/** What is known of the ride now. */
function knownOf({ view, failure, holds, heard }: RaceFacts): string {
  if (view && !failure) {
    const branches = Object.entries(view.branches);
    const answered = branches.filter(([, branch]) => hasAnswered(branch) && !branch.late);
    const count = `${answered.length} of ${counted(branches.length, 'branch', 'branches')} answered`;
    const retried = answered.flatMap(([name, { attempt }]) =>
      (attempt ?? 1) > 1 ? [`${name} in ${attempt} attempts`] : [],
    );
    const never = view.flow === 'sequential' ? unasked(view) : [];
    const rest = never.length > 0 ? [`${listed(never)} ${never.length === 1 ? 'was' : 'were'} never asked`] : [];
    return [count, ...retried, ...rest, ...doneWithout(view)].join(', ');
  }
  if (failure?.status === 429) return 'there is no such ride';
  if (!failure) return '';
  if (holds?.recorded === null) return 'the ride has no record';
  if (holds) return `the record says ${holds.recorded}`;
  return view || heard ? 'what happened to the ride is not known' : 'whether there is a ride is not known';
}

/** To have failed in all attempts is no answer. */
const hasAnswered = ({ status, finishedAt }: Branch): boolean => finishedAt !== null && status !== 'failed';

/** The branches that have failed and are no reason for the outcome. */
const doneWithout = ({ branches, reasons }: Ride): string[] =>
  Object.entries(branches).flatMap(([name, { status, attempt }]) =>
    status === 'failed' && reasons.every(({ branch }) => branch !== name)
      ? [`${name} failed in ${counted(attempt ?? 1, 'attempt')}`]
      : [],
  );

/** A sequential ride asks the next branch only after an answer: a branch that has not started when it ends was not asked. */
const unasked = ({ branches }: Ride): string[] =>
  Object.entries(branches).flatMap(([name, { startedAt }]) => (startedAt === null ? [name] : []));

/** The drivers that are reserved for the ride now. */
function driverOf({ view, failure, holds, heard, hops }: RaceFacts): string {
  if (failure?.status === 429) return '';
  if (!holds) return failure ? 'whether a driver is held is not known' : '';
  if (holds.drivers.length > 0) {
    const names = holds.drivers.map(({ driverId }) => driverId);
    return `${listed(names)} ${names.length === 1 ? 'is' : 'are'} held${untilOf(view, holds)}`;
  }
  const wasMatched = (view?.branches ?? heard)?.['driver-matching']?.status === 'ok';
  if (!wasMatched) return 'no driver is held';
  const isReleased = hops?.some(({ lane, note }) => lane === 'release-driver' && note.startsWith('released'));
  return isReleased ? 'the driver is free again' : 'no driver is held any more';
}

/** Only given for rides that are not confirmed: the driver is unavailable to others until then. */
function untilOf(view: Ride | undefined, { drivers }: RideHolds): string {
  const until = drivers[0]?.until;
  if (view?.status === 'confirmed' || !until) return '';
  return ` until ${inClock(until)}`;
}

/** The time and the attempts that branches have spent on the ride. */
function costOf({ view, holds, heard, hops = [] }: RaceFacts): string {
  const known = view?.branches ?? heard ?? {};
  const done = Object.values(known).filter(hasAnswered);
  const ms = done.reduce((sum, { durationMs }) => sum + (durationMs ?? 0), 0);
  const attempts = attemptsIn(known, hops);
  if (done.length === 0 && attempts === 0) return '';
  const lost = holds?.recorded === null && done.length > 0 ? ', all of it lost' : '';
  const answered = done.length === 1 ? 'the one' : 'those';
  const spent = done.length > 0 ? `, ${inMs(ms)} in ${answered} that answered` : '';
  return `it cost ${counted(attempts, 'attempt')} of branches${spent}${lost}`;
}

/** The attempts in the trace, or for branches without a trace those that the branch reports. */
function attemptsIn(branches: Readonly<Record<string, Branch>>, hops: readonly Hop[]): number {
  return Object.entries(branches).reduce((sum, [name, { attempt }]) => {
    const traced = hops.filter(({ lane, what, note }) => lane === name && isAsked({ what, note })).length;
    return sum + Math.max(traced, attempt ?? 0);
  }, 0);
}
