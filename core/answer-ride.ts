import type { BranchRule } from './branch-rule.ts';
import type { BranchDefinition } from './branches.ts';
import type { BranchResult, RideRequested } from './messages.ts';
import { type SimulationPorts, simulate } from './simulate.ts';
import { type Clock, type Instant, nowOf } from './time.ts';

/** A branch: its registry entry and its rule. */
export interface Branch<Result = unknown> {
  readonly definition: BranchDefinition<Result>;
  readonly rule: BranchRule<Result>;
}

/** How a ride's message reached the branch. */
export interface Delivery {
  readonly queuedAt: Instant;
  readonly receivedAt: Instant;
  /** When the queue first delivered it: the duration of later attempts counts from here. */
  readonly firstReceivedAt: Instant;
  /** From 1. */
  readonly attempt: number;
}

export interface AnswerPorts {
  readonly clock: Clock;
  /** Absent where simulation is off. */
  readonly simulation?: SimulationPorts | undefined;
}

/** Asks a branch about a ride. The result's duration covers all attempts, without the wait before the first one. */
export async function answerRide<Result>(
  ports: AnswerPorts,
  branch: Branch<Result>,
  ride: RideRequested,
  delivery: Delivery,
): Promise<BranchResult> {
  const startedAt = startOf(ports, delivery);
  const answer = (await simulated(ports, branch.definition, ride, delivery.attempt)) ?? (await branch.rule(ride));
  if (answer.status === 'rejected') return resultOf(ports, branch, ride, delivery, startedAt, answer);
  const result = branch.definition.result.parse(answer.result) as Record<string, unknown>;
  return resultOf(ports, branch, ride, delivery, startedAt, { status: 'ok', result });
}

/** The answer of a branch whose last attempt has failed. */
export function failureOf(
  ports: AnswerPorts,
  branch: Pick<Branch, 'definition'>,
  ride: RideRequested,
  delivery: Delivery,
): BranchResult {
  const { name } = branch.definition;
  const reason = { code: 'attempts_exhausted', message: `No attempt of ${name} succeeded (${delivery.attempt} made).` };
  return resultOf(ports, branch, ride, delivery, startOf(ports, delivery), { status: 'failed', reason });
}

async function simulated(
  { simulation }: AnswerPorts,
  { name, simulatedMs }: Pick<BranchDefinition, 'name' | 'simulatedMs'>,
  ride: RideRequested,
  attempt: number,
) {
  return simulation && simulate(simulation, { name, simulatedMs }, ride.request.simulate?.[name], attempt);
}

const startOf = (ports: AnswerPorts, delivery: Delivery): Instant =>
  delivery.attempt === 1 ? nowOf(ports) : delivery.firstReceivedAt;

function resultOf(
  ports: AnswerPorts,
  branch: Pick<Branch, 'definition'>,
  ride: RideRequested,
  delivery: Delivery,
  startedAt: Instant,
  answer: Pick<BranchResult, 'status' | 'reason' | 'result'>,
): BranchResult {
  const finishedAt = nowOf(ports);
  return {
    v: 1,
    kind: 'branch-result',
    rideId: ride.rideId,
    requestedAt: ride.requestedAt,
    traceparent: ride.traceparent,
    at: finishedAt,
    branch: branch.definition.name,
    ...answer,
    queuedAt: delivery.queuedAt,
    receivedAt: delivery.receivedAt,
    startedAt,
    finishedAt,
    attempt: delivery.attempt,
  };
}
