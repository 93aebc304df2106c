import { holdSeconds } from '../../../core/driver-states.ts';
import { DeadlinePassedError } from '../../../core/errors.ts';
import { graceMs } from '../../../core/outcome-rule.ts';
import type { LeaseTerms } from '../../../core/ports.ts';
import { matchOf, type Ride, type RideStatus } from '../../../core/ride.ts';
import { epochSeconds, type Instant, plusMs } from '../../../core/time.ts';
import type { DriverItem } from '../../support/in-memory-driver-store.ts';
import { once, remembered } from '../../support/once.ts';
import { textOf } from './interned.ts';
import { type Call, PortError } from './process.ts';
import { freshSince, isHad, type Release, type Scenario, type State, type Step } from './world.ts';

/** Says what is wrong with a step or the state that it has led to; nothing when all is well. */
type Rule = (step: Seen, scenario: Scenario) => string | undefined;

/** Says what is wrong with a state in which nothing is left to be done. */
type FinalRule = (state: State, scenario: Scenario) => string | undefined;

const firstOf = <Each>(all: readonly Each[], fault: (each: Each) => string | undefined): string | undefined => {
  for (const each of all) {
    const found = fault(each);
    if (found) return found;
  }
  return undefined;
};

const isConfirmed = ({ status }: Ride) => status === 'confirmed';

/** Confirmed, and its hold is not over, with which it ends at the latest: that began shortly before. */
const isUnderWay =
  (now: Instant) =>
  (ride: Ride): boolean =>
    isConfirmed(ride) && now <= (holdEndOf(ride) ?? now);

const holdEndOf = once(({ settledAt }: Ride) => settledAt && plusMs(settledAt, holdSeconds * 1000 - longestCallMs));

/** The longest time-out of a function that confirms rides. */
const longestCallMs = 29_000;

const rideOf = ({ rides }: State, rideId: string | undefined, requestedAt?: string) =>
  rides.find((ride) => ride.rideId === rideId && (requestedAt === undefined || ride.requestedAt === requestedAt));

const itemOf = ({ items }: State, driverId: string | undefined) => items.find((item) => item.driverId === driverId);

/** A step, with the items and records that it has written, as they were before and as they are. */
interface Seen extends Step {
  readonly written: readonly (readonly [DriverItem | undefined, DriverItem])[];
  readonly recorded: readonly (readonly [Ride | undefined, Ride])[];
}

const nothing: readonly never[] = [];

function seen(step: Step): Seen {
  const { before, after, process, call, answer, ended, report, release } = step;
  const items = before.items === after.items ? nothing : after.items.filter((item) => !before.items.includes(item));
  const rides = before.rides === after.rides ? nothing : after.rides.filter((ride) => !before.rides.includes(ride));
  return {
    name: step.name,
    before,
    after,
    process,
    call,
    answer,
    ended,
    report,
    release,
    written: items.length === 0 ? nothing : items.map((item) => [itemOf(before, item.driverId), item]),
    recorded: rides.length === 0 ? nothing : rides.map((ride) => [rideOf(before, ride.rideId), ride]),
  };
}

const has = (item: DriverItem | undefined, { rideId, requestedAt }: Pick<Ride, 'rideId' | 'requestedAt'>): boolean =>
  item?.heldBy === rideId && (item.heldSince === undefined || item.heldSince === requestedAt);

const isHeld = (item: DriverItem | undefined): boolean => item?.heldBy !== undefined && item.leaseUntil === undefined;

/** The answers that a ride has, as text. */
const answersOf = once(
  ({ results }: Ride): Readonly<Record<string, string>> =>
    Object.fromEntries(Object.entries(results).map(([branch, result]) => [branch, textOf(result)])),
);

/** The transitions that there are. */
const ways: Readonly<Record<RideStatus, readonly RideStatus[]>> = {
  requested: ['confirmed', 'rejected', 'expired', 'cancelled'],
  confirmed: ['cancelled', 'completed'],
  rejected: [],
  expired: [],
  cancelled: [],
  completed: [],
};

/** What must hold of every step. */
export const rules = {
  // The clock ends rides, and begins none.
  'a driver has one ride': ({ after }) => {
    const drivers = after.rides.filter(isUnderWay(after.now)).flatMap((ride) => matchOf(ride)?.driverId ?? []);
    const twice = drivers.find((driverId, index) => drivers.indexOf(driverId) !== index);
    return twice && `${twice} is the driver of two confirmed rides`;
  },

  'a confirmed ride has its driver': ({ after }) =>
    firstOf(after.rides.filter(isUnderWay(after.now)), (ride) => {
      const item = itemOf(after, matchOf(ride)?.driverId);
      if (matchOf(ride) === undefined || (has(item, ride) && isHeld(item))) return undefined;
      return `${ride.rideId} is confirmed and does not hold ${matchOf(ride)?.driverId}`;
    }),

  'no ride takes the driver of another': ({ before, release, call, written }) =>
    firstOf(written, ([was, item]) => {
      if (!was?.heldBy || !isHad(was, before.now)) return undefined;
      if (item.heldBy === was.heldBy && item.heldSince === was.heldSince) return undefined;
      const by = release ?? (call?.method === 'release' ? (call.args[1] as NonNullable<typeof release>) : undefined);
      const isOwn =
        by?.rideId === was.heldBy && (!by.requestedAt || !was.heldSince || by.requestedAt === was.heldSince);
      return isOwn ? undefined : `${was.driverId} was taken from ${was.heldBy}`;
    }),

  'a ride keeps the driver that it needs': ({ before, written }) =>
    firstOf(written, ([was, item]) => {
      if (!was?.heldBy || !isHad(was, before.now) || item.heldBy === was.heldBy) return undefined;
      const ride = rideOf(before, was.heldBy, was.heldSince);
      const isNeeded = ride && !isGone(ride, before) && (isConfirmed(ride) || ride.status === 'requested');
      return isNeeded && matchOf(ride)?.driverId === was.driverId
        ? `${was.driverId} was taken from ${ride.rideId}, which is ${ride.status}`
        : undefined;
    }),

  'only who can come is leased': ({ before, call, written }) =>
    firstOf(written, ([was, item]) => {
      if (call?.method !== 'lease' || !was) return undefined;
      // A lease may be on its way while the clock goes on: what counts is when it was sent.
      const { now } = call.args[2] as LeaseTerms;
      const ride = rideOf(before, item.heldBy, item.heldSince);
      if (!was.onShift) return `${was.driverId} was leased off shift`;
      if (was.product !== ride?.request.product && ride) return `${was.driverId} was leased as a ${was.product}`;
      if (was.reportedAt < freshSince(now)) return `${was.driverId} was leased, not having reported lately`;
      if (ride && now >= ride.deadlineAt) return `${was.driverId} was leased after the deadline`;
      return undefined;
    }),

  'only who is on shift is held': ({ call, answer, before }) => {
    const isHold = call?.method === 'hold' && answer && 'value' in answer && answer.value === true;
    const item = itemOf(before, call?.args[0] as string);
    return isHold && !item?.onShift ? `${item?.driverId} was held off shift` : undefined;
  },

  'a lease that has ended is no hold': ({ call, before, written }) =>
    firstOf(written, ([was, item]) => {
      const isOver = call?.method === 'hold' && was?.leaseUntil !== undefined && was.leaseUntil < before.now;
      return isOver ? `${item.driverId} was held on a lease that had ended` : undefined;
    }),

  'a driver is lost only when lost': ({ call, answer, before }) => {
    if (call?.method !== 'hold' || !answer || !('value' in answer) || answer.value !== false) return undefined;
    const [driverId, ride, now] = call.args as [string, Ride, string];
    const item = itemOf(before, driverId);
    const isOurs = has(item, ride) && item?.onShift && (isHeld(item) || (item.leaseUntil ?? '') > now);
    return isOurs ? `${driverId} was ${ride.rideId}'s, and could not be held` : undefined;
  },

  'a lease outlasts its ride': ({ call, answer, before }, { drivers }) => {
    if (call?.method !== 'hold' || !answer || !('value' in answer) || answer.value !== false) return undefined;
    const [driverId, ride, now] = call.args as [string, Ride, string];
    const item = itemOf(before, driverId);
    const isGiven = drivers.some((each) => each.driverId === driverId && each.leaseUntil === item?.leaseUntil);
    const isOver = has(item, ride) && item?.onShift && !isHeld(item) && now < plusMs(ride.deadlineAt, graceMs);
    return isOver && !isGiven
      ? `${driverId}'s lease had ended, and ${ride.rideId} could be confirmed still`
      : undefined;
  },

  'leases and holds end': ({ report, after }) => {
    const item = itemOf(after, report?.driverId);
    if (!report || !item?.heldBy || item.reportedAt !== report.reportedAt) return undefined;
    const end = item.leaseUntil ?? item.holdUntil;
    if (end === undefined) return `${item.driverId} is held without an end after its report`;
    return end < after.now ? `${item.driverId} is not free after its report, though the end has passed` : undefined;
  },

  'a report puts off no end': ({ report, before, after }) => {
    const [was, item] = [itemOf(before, report?.driverId), itemOf(after, report?.driverId)];
    const end = was?.leaseUntil ?? was?.holdUntil;
    if (!report || !end || !item?.heldBy) return undefined;
    const isSame = item.leaseUntil === was?.leaseUntil && item.holdUntil === was?.holdUntil;
    return isSame ? undefined : `the end of ${item.driverId}'s ${was?.leaseUntil ? 'lease' : 'hold'} was changed`;
  },

  'the index shows who is free': ({ written }) =>
    firstOf(written, ([, item]) => {
      if (item.availableIn === undefined) return undefined;
      if (!item.onShift) return `${item.driverId} is in the index, and off shift`;
      if (item.heldBy) return `${item.driverId} is in the index, and ${item.heldBy}'s`;
      return item.availableIn === item.whereabouts ? undefined : `${item.driverId} is in the index where it is not`;
    }),

  'who is free is in the index': ({ after, written }) =>
    firstOf(written, ([, { driverId, onShift, heldBy, reportedAt, availableIn }]) => {
      const isFresh = () => reportedAt >= freshSince(after.now);
      return onShift && !heldBy && !availableIn && isFresh() ? `${driverId} is free and not in the index` : undefined;
    }),

  'the newest report stands': ({ report, written }) =>
    firstOf(written, ([was, item]) => {
      if (!was) return undefined;
      const said = ({ place, product, onShift, reportedAt }: DriverItem) =>
        [place, product, onShift, reportedAt].join();
      if (said(was) === said(item)) return undefined;
      const isNewest = report && report.reportedAt >= was.reportedAt && item.reportedAt === report.reportedAt;
      return isNewest ? undefined : `${item.driverId}'s newest report was undone`;
    }),

  'no ride is refused while a driver is free': ({ process, call }) => {
    const said = call?.method === 'keep' ? (call.args[1] as { reason?: { code: string } }) : undefined;
    const isRefusal = said?.reason?.code === 'no_drivers_available';
    return isRefusal && process && process.free.length > 0
      ? `${process.rideId} was refused while ${process.free.join(' and ')} was free`
      : undefined;
  },

  'a ride goes from state to state': ({ recorded }) =>
    firstOf(recorded, ([was, ride]) => {
      if (!was || was.requestedAt !== ride.requestedAt || was.status === ride.status) return undefined;
      return ways[was.status].includes(ride.status) ? undefined : `${ride.rideId}: ${was.status} → ${ride.status}`;
    }),

  'the first answers decide': ({ recorded }) =>
    firstOf(recorded, ([was, ride]) => {
      if (!was || was.requestedAt !== ride.requestedAt) return undefined;
      const [before, after] = [answersOf(was), answersOf(ride)];
      const changed = Object.keys(before).find((branch) => before[branch] !== after[branch]);
      if (changed) return `${ride.rideId}: the answer of ${changed} was changed`;
      if (was.status !== 'requested' || ride.status === 'requested' || ride.status === 'cancelled') return undefined;
      return wrongVerdict(was, ride);
    }),

  'nothing is confirmed late': ({ before, recorded }) =>
    firstOf(recorded, ([was, ride]) =>
      was?.status === 'requested' && isConfirmed(ride) && before.now >= plusMs(ride.deadlineAt, graceMs)
        ? `${ride.rideId} was confirmed at ${before.now}`
        : undefined,
    ),

  'what is announced is so': ({ call, before }) => {
    if (call?.port !== 'events') return undefined;
    const { type, rideId, requestedAt } = call.args[0] as { type: string; rideId: string; requestedAt: string };
    const ride = rideOf(before, rideId, requestedAt);
    const states = [
      ride?.outcome ? 'confirmed' : ride?.status,
      ride?.outcome && ride.status !== 'confirmed' ? ride.status : undefined,
    ];
    if (!ride || type === 'ride.driver-unneeded' || states.includes(type.slice('ride.'.length) as RideStatus))
      return undefined;
    return `${type} was announced of ${rideId}, which is ${ride.status}`;
  },

  'a message is of its own ride alone': ({ process, release, call, written, recorded }) => {
    const named = release ? [release] : (process?.letters.map(({ body }) => body) ?? []);
    const of = named.length > 0 ? named : [identityIn(call)];
    const isAnother = (rideId: string, requestedAt: string | undefined) =>
      requestedAt !== undefined &&
      of.some((each) => each?.rideId === rideId) &&
      of.every((each) => each?.requestedAt !== undefined && each.requestedAt !== requestedAt);
    return (
      firstOf(recorded, ([was, ride]) =>
        call?.method !== 'create' && isAnother(ride.rideId, was?.requestedAt)
          ? `${ride.rideId}'s record was changed for another of its id`
          : undefined,
      ) ??
      firstOf(written, ([was]) =>
        was?.heldBy && isAnother(was.heldBy, was.heldSince)
          ? `${was.driverId} was changed for another ${was.heldBy}`
          : undefined,
      )
    );
  },

  'an answer is told to its own ride alone': ({ call, answer }) => {
    if (call?.port !== 'answers' || !answer || !('value' in answer) || !answer.value) return undefined;
    const { requestedAt } = call.args[0] as Ride;
    const { result } = answer.value as { result?: { requestedAt?: string } };
    if (!result) return 'an answer was found that is not there';
    return result.requestedAt && result.requestedAt !== requestedAt ? 'the answer of another ride was told' : undefined;
  },

  'what was delivered is recorded': ({ process, ended, after }) =>
    firstOf(ended?.kind === 'done' ? (process?.letters ?? []) : [], ({ queue, body }) => {
      if (queue !== 'gather' || body.kind !== 'branch-result') return undefined;
      const ride = rideOf(after, body.rideId, body.requestedAt);
      return ride && !isGone(ride, after) && !(body.branch in ride.results)
        ? `${body.rideId} has not kept the answer of ${body.branch}`
        : undefined;
    }),

  'a record is kept until its time is over': ({ before, recorded }) =>
    firstOf(recorded, ([was, ride]) =>
      was && was.requestedAt !== ride.requestedAt && !isGone(was, before)
        ? `the record of ${ride.rideId} was written over`
        : undefined,
    ),

  'a record past its time is gone': ({ call, answer, before }) => {
    if (
      call?.port !== 'rides' ||
      (call.method !== 'get' && call.method !== 'record') ||
      !answer ||
      !('value' in answer)
    )
      return undefined;
    const ride = answer.value as Ride | undefined;
    return ride && isGone(ride, before) ? `the record of ${ride.rideId} was read after its time` : undefined;
  },

  'who asks gets a ride': ({ process, ended, after }) => {
    if (!ended || !process?.waiting.work.name.startsWith('ask')) return undefined;
    if (ended.kind === 'failed' && ended.error instanceof PortError) return undefined;
    const mayBeLate = after.now >= plusMs(process.startedAt, 20_000);
    if (ended.kind === 'failed')
      return mayBeLate && ended.error instanceof DeadlinePassedError
        ? undefined
        : `who asked was told: ${ended.error.message}`;
    const ride = ended.value as Ride | undefined;
    return ride && isGone(ride, { ...after, now: process.startedAt })
      ? 'who asked was given a ride of the past'
      : undefined;
  },
} satisfies Record<string, Rule>;

/** The ride that a call names. */
function identityIn(call: Call | undefined): Release | Ride | undefined {
  const [first, second] = call?.args ?? [];
  return (typeof first === 'string' ? second : first) as Ride | undefined;
}

const isGone = ({ expiresAt }: Ride, { now }: State): boolean => expiresAt < secondsOf(now);

const secondsOf = remembered(epochSeconds);

/** What the answers by now make of a ride. */
function wrongVerdict(was: Ride, ride: Ride): string | undefined {
  const required = Object.keys(was.expects).filter((branch) => was.expects[branch] === 'required');
  const isRefused = required.some((branch) => was.results[branch] && was.results[branch]?.status !== 'ok');
  const isMissing = required.some((branch) => was.results[branch] === undefined);
  const isLost = ride.reasons?.some(({ message }) => message.startsWith('driver_lost')) ?? false;
  const isLate = (ride.settledAt ?? '') >= plusMs(ride.deadlineAt, graceMs);
  const isRight = {
    confirmed: !isRefused && !isMissing,
    rejected: isRefused || (!isMissing && isLost),
    expired: !isRefused && (isMissing || isLate),
  };
  return isRight[ride.status as keyof typeof isRight]
    ? undefined
    : `${ride.rideId} was ${ride.status}, whatever its answers`;
}

/** What must hold when nothing is left to be done. */
export const finalRules = {
  'every ride is decided': (state, { letters, rides }) =>
    firstOf(state.rides, (ride) => {
      const { rideId, status, requestedAt } = ride;
      const isAsked = !rides.some((each) => each.rideId === rideId && each.requestedAt === requestedAt);
      const hasDeadline = letters.some(({ queue, body }) => queue === 'deadlines' && body.rideId === rideId);
      const isForgotten = status === 'requested' && (isAsked || hasDeadline) && !isGone(ride, state);
      return isForgotten ? `${rideId} is requested for ever` : undefined;
    }),

  'every outcome is announced': (state) =>
    firstOf(state.rides, (ride) => {
      const { rideId, requestedAt, status, outcome, settledBy, endedBy } = ride;
      const states = [settledBy && (outcome ? 'confirmed' : status), endedBy && status].filter(
        (each) => each !== undefined,
      );
      const missing = states.find((each) => !state.announced.includes(`ride.${each} ${rideId} ${requestedAt}`));
      return missing && !isGone(ride, state) ? `nobody was told that ${rideId} was ${missing}` : undefined;
    }),

  'no driver is left behind': (state) =>
    firstOf(state.items, (item) => {
      const ride = rideOf(state, item.heldBy, item.heldSince);
      if (!item.heldBy || (ride && isConfirmed(ride) && matchOf(ride)?.driverId === item.driverId)) return undefined;
      if (!ride || isGone(ride, state) || (state.hasLostSearch && !isHeld(item))) return undefined;
      return `${item.driverId} is left ${isHeld(item) ? 'held' : 'leased'} by ${item.heldBy}, which is ${ride.status}`;
    }),
} satisfies Record<string, FinalRule>;

export type RuleName = keyof typeof rules | keyof typeof finalRules | 'all comes to rest';

export interface Violation {
  readonly rule: RuleName;
  readonly fault: string;
}

/** What a step may have, each as a bit. */
const bits = { written: 1, recorded: 2, call: 4, report: 8, ended: 16 } as const;

type Need = keyof typeof bits;

/** Of what a step must have one for a rule to be broken. Most steps have little, so that few rules need to be looked at. */
const needsOf: Readonly<Record<keyof typeof rules, readonly Need[]>> = {
  'a driver has one ride': ['recorded'],
  'a confirmed ride has its driver': ['written', 'recorded'],
  'no ride takes the driver of another': ['written'],
  'a ride keeps the driver that it needs': ['written'],
  'only who can come is leased': ['written'],
  'only who is on shift is held': ['call'],
  'a lease that has ended is no hold': ['written'],
  'a driver is lost only when lost': ['call'],
  'a lease outlasts its ride': ['call'],
  'leases and holds end': ['report'],
  'a report puts off no end': ['report'],
  'the index shows who is free': ['written'],
  'who is free is in the index': ['written'],
  'the newest report stands': ['written'],
  'no ride is refused while a driver is free': ['call'],
  'a ride goes from state to state': ['recorded'],
  'the first answers decide': ['recorded'],
  'nothing is confirmed late': ['recorded'],
  'what is announced is so': ['call'],
  'a message is of its own ride alone': ['written', 'recorded'],
  'an answer is told to its own ride alone': ['call'],
  'what was delivered is recorded': ['ended'],
  'a record is kept until its time is over': ['recorded'],
  'a record past its time is gone': ['call'],
  'who asks gets a ride': ['ended'],
};

const allRules = Object.entries<Rule>(rules) as [keyof typeof rules, Rule][];
const allFinalRules = Object.entries<FinalRule>(finalRules) as [RuleName, FinalRule][];

/** The rules that steps can break that have the same, by the bits of what they have. */
const rulesByBits = new Map<number, readonly [RuleName, Rule][]>();

function rulesFor({ written, recorded, call, report, ended }: Seen): readonly [RuleName, Rule][] {
  const has =
    (written.length > 0 ? bits.written : 0) +
    (recorded.length > 0 ? bits.recorded : 0) +
    (call ? bits.call : 0) +
    (report ? bits.report : 0) +
    (ended ? bits.ended : 0);
  const known = rulesByBits.get(has);
  if (known) return known;
  const found = allRules.filter(([rule]) => needsOf[rule].some((need) => (has & bits[need]) !== 0));
  rulesByBits.set(has, found);
  return found;
}

/** The first rule that a step breaks. */
export function violationOf(step: Step, scenario: Scenario, isQuiet: boolean): Violation | undefined {
  const what = seen(step);
  for (const [rule, check] of rulesFor(what)) {
    const fault = check(what, scenario);
    if (fault) return { rule, fault };
  }
  for (const [rule, check] of isQuiet ? allFinalRules : []) {
    const fault = check(step.after, scenario);
    if (fault) return { rule, fault };
  }
  return undefined;
}
