import type { Delivery } from '../deliveries.ts';
import type { Evidence, RideRecord } from '../evidence.ts';
import { ownMsBetween } from '../own-clock.ts';
import { ridesIn } from '../trace.ts';
import type { Invariant } from './invariant.ts';
import { endOf, millisOf } from './millis.ts';

/** The visibility timeout of the deadlines' queue: so long a message is hidden that a dead worker had in hand. */
const perDeathMs = 4_000;

/** From a delivery to the ride's end. */
const workMs = 1_000;

/**
 * A ride whose deadline comes ends at most n × 4 s + 1 s later, n being how many deliveries of its deadline's message came to
 * nothing, or calls of its function that were left hanging: such a call takes others that wait for it along, and is made again
 * after two seconds. What the machine was late by comes on top, as it was measured: of delayed messages, and from the last delivery to
 * the function's first look at the ride. So does what its message is due late by: a queue counts whole seconds, from the
 * attempt to send it that succeeded. What is late is counted in functions' own time, as their time-outs are: on a saturated
 * machine a death, and what waits for it, takes longer.
 */
export const endsInTime: Invariant = {
  name: 'ends in time',
  examined: (evidence) => overdue(evidence).length,
  violations: (evidence) => lateEnds(evidence),
};

/** What tells whether rides have ended in time. */
export type EndEvidence = Pick<
  Evidence,
  'at' | 'rides' | 'ends' | 'deliveries' | 'deadlineDueAt' | 'deadlineLooks' | 'deadlineHangs' | 'lags' | 'ownTime'
>;

/** The rides that have ended later than that, one line each. */
export const lateEnds = (evidence: EndEvidence): string[] =>
  overdue(evidence).flatMap((ride) => {
    const [dueMs, endMs] = [millisOf(ride.deadlineAt), endOf(ride, evidence)];
    const lateMs = Math.round(ownMsBetween(evidence.ownTime, dueMs, endMs));
    const { bound, why } = boundOf(ride, evidence);
    const late = `ended ${endMs - dueMs} ms after its deadline, ${lateMs} ms in functions' own time, ${bound} at most`;
    return lateMs <= bound ? [] : [`${ride.rideId} ${late}: ${why}.`];
  });

const overdue = (evidence: EndEvidence): RideRecord[] =>
  evidence.rides.filter((ride) => endOf(ride, evidence) >= millisOf(ride.deadlineAt));

function boundOf(ride: RideRecord, evidence: EndEvidence): { bound: number; why: string } {
  const { rideId, deadlineAt } = ride;
  const endMs = endOf(ride, evidence);
  const all = evidence.deliveries.filter(
    ({ functionName, body }) => functionName.includes('DeadlinesFunction') && ridesIn(body).has(rideId),
  );
  const deliveries = all.filter(({ at }) => at <= endMs);
  const told = (moments: readonly number[]) => moments.map((at) => at - millisOf(deadlineAt)).join(', ') || 'never';
  const failed = failedOf(all, endMs);
  const isAround = (at: number) => at >= millisOf(deadlineAt) - perDeathMs && at <= endMs;
  const hung = evidence.deadlineHangs.filter(isAround).length;
  const lateSentMs = Math.max(0, (evidence.deadlineDueAt.get(rideId) ?? 0) - millisOf(deadlineAt));
  const lagMs = 2 * lagAround(evidence, millisOf(deadlineAt), endMs);
  const startMs = startOf(deliveries, evidence.deadlineLooks.get(rideId) ?? [], endMs);
  return {
    bound: (failed + hung) * perDeathMs + workMs + lateSentMs + lagMs + startMs,
    why:
      `${failed} deliveries came to nothing, ${hung} calls hung, sent ${lateSentMs} ms late, machine late by ${lagMs} and ${startMs} ms;` +
      ` delivered ${told(deliveries.map(({ at }) => at))} and looked at ${told(evidence.deadlineLooks.get(rideId) ?? [])} ms after its deadline`,
  };
}

/**
 * How many deliveries of a message had come to nothing when the ride ended, of the message with the most. The last one before
 * that had, too, if the message came again: then it was somebody else, a reader or a branch, who ended the ride meanwhile.
 */
function failedOf(all: readonly Delivery[], endMs: number): number {
  const ofMessages = Map.groupBy(all, ({ messageId }) => messageId);
  const counts = [...ofMessages.values()].map((deliveries) => {
    const until = Math.max(0, ...deliveries.filter(({ at }) => at <= endMs).map(({ attempt }) => attempt));
    return deliveries.some(({ attempt }) => attempt > until) ? until : until - 1;
  });
  return Math.max(0, ...counts);
}

const lagAround = ({ lags }: EndEvidence, fromMs: number, toMs: number): number =>
  Math.max(
    0,
    ...lags.filter(({ at, ms }) => at <= toMs + perDeathMs && at + ms >= fromMs - perDeathMs).map(({ ms }) => ms),
  );

/** From the last delivery to the first look that followed: what it took to start a worker. It can't be longer than a delivery lasts. */
function startOf(deliveries: readonly { readonly at: number }[], looks: readonly number[], endMs: number): number {
  const deliveredAt = Math.max(...deliveries.map(({ at }) => at));
  const lookedAt = looks.find((at) => at >= deliveredAt && at <= endMs);
  return lookedAt === undefined ? 0 : Math.min(perDeathMs, lookedAt - deliveredAt);
}
