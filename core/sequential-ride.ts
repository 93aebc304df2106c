import { type AnnouncePorts, announceOutcome } from './announce.ts';
import { type AnswerPorts, answerRide, type Branch, type Delivery, failureOf } from './answer-ride.ts';
import type { BranchResult } from './messages.ts';
import { decide } from './outcome-rule.ts';
import type { DriverStore, RideStore } from './ports.ts';
import { announceProgress } from './progress.ts';
import {
  type IntakeTerms,
  newRide,
  type RequestRidePorts,
  type RideCommand,
  requestedMessage,
} from './request-ride.ts';
import type { Ride } from './ride.ts';
import { countRide } from './ride-limit.ts';
import { conclude } from './settle-ride.ts';
import { storeRide } from './store-ride.ts';
import { nowOf } from './time.ts';
import { type ToleratedPorts, tolerating } from './tolerated.ts';

export interface SequentialRidePorts
  extends AnnouncePorts,
    AnswerPorts,
    ToleratedPorts,
    Pick<RequestRidePorts, 'randomId' | 'quotas'> {
  readonly rides: Pick<RideStore, 'create' | 'get'>;
  readonly drivers: Pick<DriverStore, 'hold'>;
  /** Whether each branch's answer is published, and not only outcomes. */
  readonly announcesProgress?: boolean;
}

/**
 * The baseline that the parallel flow is measured against: the same branches, awaited one after the other in one process,
 * without a queue or a hop, and with a single write at the end. The first refusal of a required branch ends it. Each counts
 * against its rider's limit, as any ride does: throws `TooManyRidesError`, and `OutcomeUnknownError` as `requestRide` does.
 * Not suitable for production: a process that dies before its write leaves a driver held by an unknown ride, and an
 * announcement that fails is not repeated.
 */
export async function rideInSequence(
  ports: SequentialRidePorts,
  branches: readonly Branch[],
  command: RideCommand,
  terms: IntakeTerms,
): Promise<Ride> {
  await countRide(ports, command.riderId, terms.ridesPerMinute);
  let ride: Ride = { ...newRide(ports, command, terms), flow: 'sequential' };
  // No other process could end it, so it has no deadline.
  const moment = { now: ride.requestedAt, patienceIsOver: false };
  let verdict = decide(ride, moment);
  const told: Promise<void>[] = [];
  for (const branch of branches) {
    const result = await ask(ports, branch, ride);
    ride = withResult(ride, result);
    told.push(tell(ports, ride, result));
    verdict = decide(ride, moment);
    if (verdict.status !== 'requested') break;
  }
  if (verdict.status === 'requested') throw new Error(`No answer from ${[...ride.pending].join(', ')}.`);
  const { retentionDays } = terms;
  const { at, by, ...end } = await conclude({ ...ports, retentionDays }, ride, verdict, 'sequential');
  const unanswered = [...ride.pending];
  const ended: Ride = { ...ride, ...end, settledAt: at, settledBy: by, unanswered, pending: new Set() };
  await storeRide(ports, ended, false);
  await tolerating(ports, 'announce', announceOutcome(ports, ended));
  await Promise.all(told);
  return ended;
}

/**
 * Publishes the progress for the comparison view. It is not awaited, so that it costs the ride next to nothing, and its
 * failure does not fail the ride.
 */
async function tell(ports: SequentialRidePorts, ride: Ride, result: BranchResult): Promise<void> {
  if (!ports.announcesProgress) return;
  const need = ride.expects[result.branch] ?? 'optional';
  await announceProgress(ports, ride, result, { flow: 'sequential', need }).catch(() => {});
}

async function ask(ports: SequentialRidePorts, branch: Branch, ride: Ride): Promise<BranchResult> {
  const now = nowOf(ports);
  const delivery: Delivery = { queuedAt: now, receivedAt: now, firstReceivedAt: now, attempt: 1 };
  const message = requestedMessage(ports, ride);
  try {
    return await answerRide(ports, branch, message, delivery);
  } catch {
    return failureOf(ports, branch, message, delivery);
  }
}

function withResult(ride: Ride, result: BranchResult): Ride {
  const pending = new Set(ride.pending);
  pending.delete(result.branch);
  return { ...ride, pending, results: { ...ride.results, [result.branch]: result } };
}
