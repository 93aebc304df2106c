import { isDeepStrictEqual } from 'node:util';
import type { BranchResult } from '../core/messages.ts';
import type { AnsweredRide } from '../core/ports.ts';
import { quoteIdOf } from '../core/results.ts';
import { type Instant, msBetween, plusMs } from '../core/time.ts';

/**
 * An answer in a ride's record: without what the record says elsewhere, and with short names. DynamoDB charges each write of
 * the record by its size, names included: below a kilobyte it is one unit.
 */
export interface BriefAnswer extends Pick<BranchResult, 'reason'> {
  /** Absent: `ok`. */
  readonly status?: BranchResult['status'];
  /** When it was queued, received, started and finished: milliseconds after the ride was requested. */
  readonly t: readonly [number, number, number, number];
  /** The attempt. Absent: the first. */
  readonly n?: number;
  /** The result, by the names below. */
  readonly r?: Readonly<Record<string, unknown>>;
  /** The result of another branch, or one with other fields. */
  readonly result?: Readonly<Record<string, unknown>>;
}

/** An answer as stored: brief, or whole, as earlier versions stored all. */
export type StoredAnswer = BriefAnswer | BranchResult;

interface Field {
  /** Its short name. */
  readonly as: string;
  /** Whether it is a time. It is stored in milliseconds after the ride was requested. */
  readonly isTime?: true;
  /** The usual value: it is not stored. */
  readonly usual?: (ride: AnsweredRide) => unknown;
}

/** The fields of results, by branch. A stored name must keep its meaning. */
const fields: Readonly<Record<string, Readonly<Record<string, Field>>>> = {
  'driver-matching': {
    driverId: { as: 'd' },
    position: { as: 'p' },
    pickupDistanceMeters: { as: 'm' },
    pickupSeconds: { as: 's' },
    leaseUntil: { as: 'u', isTime: true },
  },
  eta: {
    distanceMeters: { as: 'm' },
    durationSeconds: { as: 's' },
    pickupSeconds: { as: 'p' },
    source: { as: 'f', usual: () => 'estimate' },
    pickupSource: { as: 'g' },
  },
  pricing: {
    quoteId: { as: 'q', usual: ({ rideId }) => quoteIdOf(rideId) },
    expiresAt: { as: 'u', isTime: true },
    amountMinor: { as: 'a' },
    currency: { as: 'c' },
    surgeMultiplier: { as: 'x', usual: () => 1 },
    distanceMeters: { as: 'm' },
    durationSeconds: { as: 's' },
  },
  'payment-check': {
    paymentMethodId: { as: 'i', usual: ({ request }) => request.paymentMethodId },
    status: { as: 'v', usual: () => 'valid' },
  },
};

/** The answer as stored: brief, unless something would be lost by that. */
export function storedAnswerOf(answer: BranchResult, ride: AnsweredRide): StoredAnswer {
  // Stored values have no `undefined`.
  const whole: BranchResult = JSON.parse(JSON.stringify(answer));
  const brief = briefOf(whole, ride);
  return isDeepStrictEqual(wholeOf(whole.branch, brief, ride), whole) ? brief : whole;
}

/** The answer of a branch as its message had it. */
export const answerOf = (branch: string, stored: StoredAnswer, ride: AnsweredRide): BranchResult =>
  't' in stored ? wholeOf(branch, stored, ride) : stored;

function briefOf(answer: BranchResult, ride: AnsweredRide): BriefAnswer {
  const { branch, status, reason, result, queuedAt, receivedAt, startedAt, finishedAt, attempt } = answer;
  const after = (moment: Instant) => msBetween(ride.requestedAt, moment);
  const known = fields[branch];
  return {
    ...(status !== 'ok' && { status }),
    ...(reason && { reason }),
    ...(result && (known ? { r: briefResultOf(result, known, ride) } : { result })),
    t: [after(queuedAt), after(receivedAt), after(startedAt), after(finishedAt)],
    ...(attempt !== 1 && { n: attempt }),
  };
}

function wholeOf(branch: string, { status = 'ok', reason, t, n = 1, r, result }: BriefAnswer, ride: AnsweredRide) {
  const { rideId, requestedAt, traceparent } = ride;
  const [queuedAt, receivedAt, startedAt, finishedAt] = t.map((ms) => plusMs(requestedAt, ms)) as [
    Instant,
    Instant,
    Instant,
    Instant,
  ];
  const whole: BranchResult = {
    v: 1,
    kind: 'branch-result',
    rideId,
    requestedAt,
    traceparent,
    at: finishedAt,
    branch,
    status,
    ...(reason && { reason }),
    ...(r && { result: wholeResultOf(r, fields[branch] ?? {}, ride) }),
    ...(result && { result }),
    queuedAt,
    receivedAt,
    startedAt,
    finishedAt,
    attempt: n,
  };
  return whole;
}

type Values = Readonly<Record<string, unknown>>;

function briefResultOf(result: Values, known: Readonly<Record<string, Field>>, ride: AnsweredRide): Values {
  return Object.fromEntries(
    Object.entries(known).flatMap(([name, { as, isTime, usual }]) => {
      const value = result[name];
      if (value === undefined || value === usual?.(ride)) return [];
      const ms = isTime ? msBetween(ride.requestedAt, value as Instant) : Number.NaN;
      return [[as, Number.isNaN(ms) ? value : ms]];
    }),
  );
}

function wholeResultOf(brief: Values, known: Readonly<Record<string, Field>>, ride: AnsweredRide): Values {
  return Object.fromEntries(
    Object.entries(known).flatMap(([name, { as, isTime, usual }]) => {
      const { [as]: stored = usual?.(ride) } = brief;
      if (stored === undefined) return [];
      return [[name, isTime && typeof stored === 'number' ? plusMs(ride.requestedAt, stored) : stored]];
    }),
  );
}
