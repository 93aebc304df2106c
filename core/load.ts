import { type Instant, msBetween } from './time.ts';

/**
 * What is counted of rides. `accepted` and `left` belong to the slot of time in which the ride was requested, so that they
 * cancel out; the others to the slot in which it happened.
 */
export const counters = ['accepted', 'left', 'done', 'failed', 'refused'] as const;

export type Counter = (typeof counters)[number];

export type Counts = Readonly<Record<Counter, number>>;

export const noCounts: Counts = { accepted: 0, left: 0, done: 0, failed: 0, refused: 0 };

/** Counts by slot of time. */
export type Load = ReadonlyMap<number, Counts>;

/** What a service bears, and how long its rides may take. */
export interface LoadTerms {
  readonly deadlineMs: number;
  /** Rides that may be under way at once before the service has shown what it can do. */
  readonly burst: number;
}

/** What the counts say of the service. */
export interface Judgement {
  /** Rides that were accepted and have not left `requested`. */
  readonly underWay: number;
  /** As many may be under way. */
  readonly limit: number;
  /** Rides that end well in a millisecond, or, while that has not been seen, that are expected to. */
  readonly rate: number;
  /** Rides that were asked for of late, and accepted or refused. */
  readonly asked: number;
}

/** Slots are so short that what has come to a standstill is noticed before most of the deadline is over. */
const slotsPerDeadline = 8;

/** Of the deadline: whoever is accepted may have so long to wait. */
export const longestWaitShare = 1 / 4;

/** Of the deadline: in that time a burst has to be worked off. */
const burstShare = 3 / 4;

/** A ride leaves `requested` soon after its deadline; whatever was not counted until then is lost, and forgotten. */
const slotsKept = slotsPerDeadline + 3;

/** Slots after which a ride is late; one more while nothing was accepted before, so that a burst finds an idle service open. */
const slotsUntilLate = 2;

const slotsOfQuarter = slotsPerDeadline * longestWaitShare;

/** Failures are remembered until the rides that were let in after them would be late. */
const slotsOfFailures = 5;

/** The length of a slot, in milliseconds. */
export const slotMsOf = (deadlineMs: number): number => deadlineMs / slotsPerDeadline;

export const slotOf = (moment: number, deadlineMs: number): number => Math.floor(moment / slotMsOf(deadlineMs));

interface Timed {
  readonly requestedAt: Instant;
  readonly deadlineAt: Instant;
}

/** How long a ride may take. */
export const deadlineMsOf = ({ requestedAt, deadlineAt }: Timed): number => msBetween(requestedAt, deadlineAt);

/** The slot of a moment in which a ride with this deadline was accepted. */
export const slotOfRide = (ride: Timed): number => slotOf(Date.parse(ride.requestedAt), deadlineMsOf(ride));

/** Whether a slot still counts. Servers' clocks differ, so the next slot does, too. */
export const isCounted = (slot: number, now: number, deadlineMs: number): boolean => {
  const age = slotOf(now, deadlineMs) - slot;
  return age >= -1 && age < slotsKept;
};

/** Rides that are let in to see whether the service works again, when it did not. */
export const probeOf = ({ burst }: LoadTerms): number => Math.max(4, Math.ceil(burst / 40));

/**
 * Judges the service by its counts. By Little's law a ride that comes when as many are under way as ended well in the last
 * quarter of the deadline has that quarter to wait: so many may be under way. What a service can do that has had nothing
 * to do is not known: it may have a burst, until rides are late or fail more than a few at a time. From then on only what it
 * has shown to do counts, or a few rides that show whether it works again.
 *
 * @param now epoch milliseconds
 */
export function judge(load: Load, now: number, terms: LoadTerms): Judgement {
  const { deadlineMs, burst } = terms;
  const current = slotOf(now, deadlineMs);
  const elapsed = now / slotMsOf(deadlineMs) - current;
  // The current slot and those before it, of which the oldest counts as far as the current one has not begun.
  const weight = (age: number, slots: number) => (age < slots ? 1 : age === slots ? 1 - elapsed : 0);
  const open = { all: 0, late: 0, later: 0 };
  const lately = { done: 0, failed: 0, asked: 0 };
  let before = 0;
  for (const [slot, counts] of load) {
    if (!isCounted(slot, now, deadlineMs)) continue;
    const age = current - slot;
    const stillOpen = Math.max(0, counts.accepted - counts.left);
    open.all += stillOpen;
    if (age >= slotsUntilLate) open.late += stillOpen;
    if (age > slotsUntilLate) open.later += stillOpen;
    if (age > slotsUntilLate + 1) before += counts.accepted;
    lately.done += counts.done * weight(age, slotsOfQuarter);
    lately.asked += (counts.accepted + counts.refused) * weight(age, slotsOfQuarter);
    lately.failed += counts.failed * weight(age, slotsOfFailures);
  }
  const probe = probeOf(terms);
  const wasIdle = before < probe;
  const bad = (wasIdle ? open.later : open.late) + lately.failed;
  const isInTrouble = bad >= Math.max(probe / 2, lately.done / 4);
  const expected = isInTrouble ? probe : burst * (longestWaitShare / burstShare);
  return {
    underWay: open.all,
    limit: Math.max(isInTrouble ? probe : burst, lately.done),
    rate: Math.max(lately.done, expected) / (deadlineMs * longestWaitShare),
    asked: lately.asked,
  };
}
