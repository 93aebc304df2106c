import { type AnswerPorts, answerRide, type Branch, type Delivery } from '../../core/answer-ride.ts';
import { branches as registry } from '../../core/branches.ts';
import type { BranchResult, RideRequested } from '../../core/messages.ts';
import { outcomeOf } from '../../core/outcome.ts';
import { decide } from '../../core/outcome-rule.ts';
import {
  newRide,
  type RequestRidePorts,
  type RideCommand,
  type RideTerms,
  requestedMessage,
} from '../../core/request-ride.ts';
import type { Ride } from '../../core/ride.ts';
import { nowOf } from '../../core/time.ts';

/** The terms of rides where no stack defines them. */
export const rideTerms: RideTerms = {
  expects: Object.fromEntries(Object.values(registry).map(({ name, need }) => [name, need])),
  deadlineSeconds: 20,
  retentionDays: 1,
};

/** This project's own branches. The environment names the tables. */
export const loadBranches = (): Promise<Branch[]> =>
  Promise.all(
    Object.keys(registry).map(async (name) => (await import(`../../functions/${name}/branch.ts`)).branch() as Branch),
  );

export type RideAtOncePorts = AnswerPorts & Pick<RequestRidePorts, 'randomId'>;

/**
 * The limit that the parallel flow is measured against: the same branches, all at once in one process, and nothing else:
 * no queue, no record, no event, and the driver stays leased. Nothing that it has begun survives its process. Rejects
 * when a branch fails.
 */
export async function rideAtOnce(
  ports: RideAtOncePorts,
  branches: readonly Branch[],
  command: RideCommand,
  terms: RideTerms,
): Promise<Ride> {
  const ride = newRide(ports, command, terms);
  const message = requestedMessage(ports, ride);
  const results = await Promise.all(branches.map((branch) => askOnce(ports, branch, message)));
  return decided(ports, ride, results);
}

/** Asks a branch about a ride, without a queue in between. Rejects when the branch fails. */
export function askOnce(ports: AnswerPorts, branch: Branch, message: RideRequested): Promise<BranchResult> {
  const now = nowOf(ports);
  const delivery: Delivery = { queuedAt: now, receivedAt: now, firstReceivedAt: now, attempt: 1 };
  return answerRide(ports, branch, message, delivery);
}

/** A ride with the results of all of its branches, as the outcome rule decides it. Nothing is written. */
export function decided(ports: AnswerPorts, ride: Ride, answers: readonly BranchResult[]): Ride {
  const results = Object.fromEntries(answers.map((answer) => [answer.branch, answer]));
  const answered: Ride = { ...ride, pending: new Set(), results };
  const now = nowOf(ports);
  const verdict = decide(answered, { now, patienceIsOver: false });
  return {
    ...answered,
    ...verdict,
    ...(verdict.status === 'confirmed' && { outcome: outcomeOf(answered) }),
    settledAt: now,
    unanswered: [],
  };
}
