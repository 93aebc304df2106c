import { type Instant, msBetween } from './time.ts';

/**
 * The counters of rides. `accepted` and `left` belong to the time slot in which the ride was requested, so that they cancel
 * out; the others to the slot in which the event happened.
 */
export const counters = ['accepted', 'left', 'done', 'failed', 'refused'] as const;

export type Counter = (typeof counters)[number];

export type Counts = Readonly<Record<Counter, number>>;

export const noCounts: Counts = { accepted: 0, left: 0, done: 0, failed: 0, refused: 0 };

/** Counts by time slot. */
export type Load = ReadonlyMap<number, Counts>;

/** The capacity of a service, and how long its rides may take. */
export interface LoadTerms {
  readonly deadlineMs: number;
  /** Rides that may be under way at once before the service's throughput is known. */
  readonly burst: number;
}

/** The state of the service as the counts show it. */
export interface Judgement {
  /** Rides that were accepted and have not left `requested`. */
  readonly underWay: number;
  /** How many may be under way. */
  readonly limit: number;
  /** Rides that end well per millisecond; while that is unknown, the expected rate. */
  readonly rate: number;
  /** Rides that were requested recently, accepted or refused. */
  readonly asked: number;
}

/** Slots are short enough to detect a standstill before most of the deadline is over. */
const slotsPerDeadline = 8;

/** Share of the deadline: the longest that an accepted ride may have to wait. */
export const longestWaitShare = 1 / 4;

/** Share of the deadline: the time in which a burst has to be processed. */
const burstShare = 3 / 4;

/** A ride leaves `requested` soon after its deadline; a ride not counted by then is lost, and forgotten. */
const slotsKept = slotsPerDeadline + 3;

/** Slots after which a ride is late; one more while nothing was accepted before, so that an idle service admits a burst. */
const slotsUntilLate = 2;

const slotsOfQuarter = slotsPerDeadline * longestWaitShare;

/** Failures are remembered until the rides admitted after them would be late. */
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

/** Whether a slot still counts. Servers' clocks differ, so the next slot counts, too. */
export const isCounted = (slot: number, now: number, deadlineMs: number): boolean => {
  const age = slotOf(now, deadlineMs) - slot;
  return age >= -1 && age < slotsKept;
};

/** Rides that are admitted as probes, to see whether a failing service works again. */
export const probeOf = ({ burst }: LoadTerms): number => Math.max(4, Math.ceil(burst / 40));

/**
 * Judges the service by its counts. By Little's law, a ride that arrives while as many rides are under way as ended well in
 * the last quarter of the deadline waits for that quarter: this is the limit of rides under way. The capacity of a service that
 * has little to do is unknown: it may accept a burst. After a burst, or once it was taken and more others than a probe were
 * refused, the measured throughput counts, or the one that a burst stands for where that is higher, so that nobody waits long in
 * a crowd that goes on. Once more than a few rides at a time are late or fail, only the measured throughput counts, or a few
 * rides that probe whether the service works again.
 *
 * @param now epoch milliseconds
 */
export function judge(load: Load, now: number, terms: LoadTerms): Judgement {
  const { deadlineMs, burst } = terms;
  const current = slotOf(now, deadlineMs);
  const elapsed = now / slotMsOf(deadlineMs) - current;
  // The current slot and those before it; the oldest counts for the share of the current slot that has not passed.
  const weight = (age: number, slots: number) => (age < slots ? 1 : age === slots ? 1 - elapsed : 0);
  const open = { all: 0, late: 0, later: 0 };
  const lately = { done: 0, failed: 0, asked: 0 };
  let [accepted, before, refused] = [0, 0, 0];
  for (const [slot, counts] of load) {
    if (!isCounted(slot, now, deadlineMs)) continue;
    const age = current - slot;
    const stillOpen = Math.max(0, counts.accepted - counts.left);
    open.all += stillOpen;
    if (age >= slotsUntilLate) open.late += stillOpen;
    if (age > slotsUntilLate) open.later += stillOpen;
    accepted += counts.accepted;
    if (age > slotsUntilLate + 1) before += counts.accepted;
    refused += counts.refused;
    lately.done += counts.done * weight(age, slotsOfQuarter);
    lately.asked += (counts.accepted + counts.refused) * weight(age, slotsOfQuarter);
    lately.failed += counts.failed * weight(age, slotsOfFailures);
  }
  const probe = probeOf(terms);
  const wasIdle = before < probe;
  const bad = (wasIdle ? open.later : open.late) + lately.failed;
  const isInTrouble = bad >= Math.max(probe / 2, lately.done / 4);
  const expected = isInTrouble ? probe : burst * (longestWaitShare / burstShare);
  const wasTaken = before >= burst || (accepted >= burst && refused > probe);
  return {
    underWay: open.all,
    limit: Math.max(isInTrouble || wasTaken ? expected : burst, lately.done),
    rate: Math.max(lately.done, expected) / (deadlineMs * longestWaitShare),
    asked: lately.asked,
  };
}
