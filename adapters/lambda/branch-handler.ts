import type { SQSRecord } from 'aws-lambda';
import { type AnswerPorts, answerRide, type Branch, type Delivery, failureOf } from '../../core/answer-ride.ts';
import { type BranchResult, type RideRequested, rideRequestedSchema } from '../../core/messages.ts';
import { metricNames } from '../../core/metrics.ts';
import { variables } from '../../core/names.ts';
import type { GatherQueue } from '../../core/ports.ts';
import { instantOf, msBetween, nowOf } from '../../core/time.ts';
import { sqs } from '../clients.ts';
import { environment } from '../environment.ts';
import { gatherQueue } from '../gather-queue.ts';
import { Company } from './company.ts';
import { count, duration } from './metric-lines.ts';
import { clock, simulationPorts } from './process-effects.ts';
import { type QueueHandler, queueHandler } from './queue-handler.ts';
import { readAs } from './read-record.ts';
import { logRide } from './ride-log.ts';
import { aboutRide } from './ride-scope.ts';

interface BranchPorts extends AnswerPorts {
  readonly gatherQueue: GatherQueue;
  readonly maxAttempts: number;
}

/** The handler of a branch's queue: asks the branch about each ride of the batch and sends what it says to the gather. */
export function branchHandler<Result>(branch: Branch<Result>): QueueHandler {
  const [queueUrl, maxAttempts] = environment(variables.branchResultsQueue, variables.maxAttempts);
  const company = new Company();
  const ports: BranchPorts = {
    clock,
    simulation: simulationPorts(),
    gatherQueue: gatherQueue(sqs(), queueUrl, company.moment),
    maxAttempts: Number(maxAttempts),
  };
  return queueHandler(() => {
    const receivedAt = nowOf(ports);
    return (record) => company.with(() => answerRecord(ports, branch, record, receivedAt));
  });
}

async function answerRecord<Result>(
  ports: BranchPorts,
  branch: Branch<Result>,
  record: SQSRecord,
  receivedAt: string,
): Promise<void> {
  const ride = readAs(rideRequestedSchema, record);
  const delivery = deliveryOf(record, receivedAt);
  const { attempt, queuedAt } = delivery;
  logRide(ride, 'branch started', {
    branch: branch.definition.name,
    attempt,
    queuedMs: msBetween(queuedAt, nowOf(ports)),
  });
  const result = await aboutRide(ride, () => answerRide(ports, branch, ride, delivery)).catch((error: unknown) =>
    giveUp(ports, branch, ride, delivery, error),
  );
  await ports.gatherQueue.send(result);
  report(result);
}

/** On the last attempt the rider is told that the branch failed; the message goes to the dead-letter queue all the same. */
async function giveUp<Result>(
  ports: BranchPorts,
  branch: Branch<Result>,
  ride: RideRequested,
  delivery: Delivery,
  error: unknown,
): Promise<never> {
  if (delivery.attempt >= ports.maxAttempts) {
    const failure = failureOf(ports, branch, ride, delivery);
    await ports.gatherQueue.send(failure);
    report(failure);
  }
  throw error;
}

function deliveryOf({ attributes }: SQSRecord, receivedAt: string): Delivery {
  return {
    queuedAt: instantOf(Number(attributes.SentTimestamp)),
    firstReceivedAt: instantOf(Number(attributes.ApproximateFirstReceiveTimestamp)),
    receivedAt,
    attempt: Number(attributes.ApproximateReceiveCount),
  };
}

function report(result: BranchResult): void {
  const { branch, attempt, status, reason, queuedAt, receivedAt, startedAt, finishedAt } = result;
  const queuedMs = msBetween(queuedAt, startedAt);
  const durationMs = msBetween(startedAt, finishedAt);
  count(metricNames.answered[status]);
  duration(metricNames.branchDuration, durationMs);
  duration(metricNames.branchQueued, queuedMs);
  const times = { queuedAt, receivedAt, startedAt, finishedAt, queuedMs, durationMs };
  logRide(result, 'branch finished', { branch, attempt, status, reason: reason?.code, ...times });
}
