import type { SQSRecord } from 'aws-lambda';
import { type AnswerPorts, answerRide, type Branch, type Delivery, failureOf } from '../../core/answer-ride.ts';
import { type DeliverAnswerPorts, deliverAnswer, wakeAggregator } from '../../core/deliver-answer.ts';
import { RideOverdueError } from '../../core/errors.ts';
import { type BranchResult, type RideRequested, rideRequestedSchema } from '../../core/messages.ts';
import { metricNames } from '../../core/metrics.ts';
import { stores, variables } from '../../core/names.ts';
import type { Kept } from '../../core/ports.ts';
import { GivenUpError, whileRiderWaits } from '../../core/retry.ts';
import { type Instant, instantOf, msBetween, nowOf, plusMs } from '../../core/time.ts';
import { answerStore } from '../answer-store.ts';
import { dynamo, sns, sqs } from '../clients.ts';
import { environment } from '../environment.ts';
import { gatherQueue } from '../gather-queue.ts';
import { rideEventsTopic } from '../topics.ts';
import { Company } from './company.ts';
import { count, duration } from './metric-lines.ts';
import { clock, simulationPorts } from './process-effects.ts';
import { type QueueHandler, queueHandler } from './queue-handler.ts';
import { readAs } from './read-record.ts';
import { logRide } from './ride-log.ts';
import { aboutRide } from './ride-scope.ts';

export interface BranchPorts extends AnswerPorts, DeliverAnswerPorts {
  /** How often the queue delivers a message. */
  readonly maxAttempts: number;
}

/** An attempt that starts later than this before the deadline is of no use. */
const shortestAttemptMs = 1_000;

/** The handler of a branch's queue: asks the branch about each ride of the batch and stores its answers in the rides. */
export function branchHandler<Result>(branch: Branch<Result>): QueueHandler {
  const company = new Company();
  const ports = branchPorts(company);
  return queueHandler(() => {
    const receivedAt = nowOf(ports);
    return (record) => company.with(() => answerRecord(ports, branch, record, receivedAt));
  }, whileRiderWaits);
}

function branchPorts(company: Company): BranchPorts {
  const [queueUrl, rides, maxAttempts] = environment(
    variables.branchResultsQueue,
    stores.rides.environment,
    variables.maxAttempts,
  );
  // Present only where each branch's answer is published.
  const eventsTopic = process.env[variables.rideEventsTopic];
  return {
    clock,
    simulation: simulationPorts(),
    answers: answerStore(dynamo(), rides),
    gatherQueue: gatherQueue(sqs(), queueUrl, company.moment),
    events: eventsTopic ? rideEventsTopic(sns(), eventsTopic) : undefined,
    notKept: (result, error) =>
      logRide(result, 'answer not written', { branch: result.branch, error: error as Error }, 'warn'),
    maxAttempts: Number(maxAttempts),
  };
}

/**
 * Handles one message of a branch's queue. From its second delivery on, it first checks whether the ride has this branch's
 * answer: then only the steps after the answer are repeated. A ride whose deadline has come is skipped: no answer could
 * change its outcome.
 */
export async function answerRecord<Result>(
  ports: BranchPorts,
  branch: Branch<Result>,
  record: SQSRecord,
  receivedAt: Instant,
): Promise<void> {
  const { name, need } = branch.definition;
  const ride = readAs(rideRequestedSchema, record);
  const delivery = deliveryOf(record, receivedAt);
  const { attempt, queuedAt } = delivery;
  logRide(ride, 'branch started', { branch: name, attempt, queuedMs: msBetween(queuedAt, nowOf(ports)) });
  const found = attempt > 1 ? await ports.answers.find(ride, name) : undefined;
  if (found?.result.status === 'failed') throw new GivenUpError(found.result.reason?.message);
  if (found) {
    await wakeAggregator(ports, ride, found, need);
    return logRide(ride, 'answer found', { branch: name, attempt });
  }
  const result = await aboutRide(ride, () => answered(ports, branch, ride, delivery));
  if (result === undefined) return logRide(ride, 'branch skipped', { branch: name, attempt });
  report(result, await deliverAnswer(ports, ride, result, need));
}

/** The branch's answer about a ride; undefined when the ride's deadline has come. */
async function answered<Result>(
  ports: BranchPorts,
  branch: Branch<Result>,
  ride: RideRequested,
  delivery: Delivery,
): Promise<BranchResult | undefined> {
  if (nowOf(ports) >= ride.deadlineAt) return undefined;
  try {
    return await answerRide(ports, branch, ride, delivery);
  } catch (error) {
    if (error instanceof RideOverdueError) return undefined;
    if (mayTryAgain(ports, ride, delivery)) throw error;
    return giveUp(ports, branch, ride, delivery, error);
  }
}

/** Whether another attempt fits before the deadline. */
function mayTryAgain(ports: BranchPorts, { deadlineAt }: RideRequested, { attempt }: Delivery): boolean {
  const beginsAt = plusMs(nowOf(ports), whileRiderWaits(attempt) * 1000);
  return attempt < ports.maxAttempts && plusMs(beginsAt, shortestAttemptMs) <= deadlineAt;
}

/**
 * When no further attempt fits, a failed answer is recorded in the ride; the message moves to the dead-letter queue all the
 * same.
 */
async function giveUp<Result>(
  ports: BranchPorts,
  branch: Branch<Result>,
  ride: RideRequested,
  delivery: Delivery,
  error: unknown,
): Promise<never> {
  const failure = failureOf(ports, branch, ride, delivery);
  report(failure, await deliverAnswer(ports, ride, failure, branch.definition.need));
  const { name, message } = error as Error;
  throw new GivenUpError(`${failure.reason?.message} The last time: ${name}: ${message}`, { cause: error });
}

function deliveryOf({ attributes }: SQSRecord, receivedAt: Instant): Delivery {
  return {
    queuedAt: instantOf(Number(attributes.SentTimestamp)),
    firstReceivedAt: instantOf(Number(attributes.ApproximateFirstReceiveTimestamp)),
    receivedAt,
    attempt: Number(attributes.ApproximateReceiveCount),
  };
}

function report(result: BranchResult, kept: Kept | undefined): void {
  const { branch, attempt, status, reason, queuedAt, receivedAt, startedAt, finishedAt } = result;
  const queuedMs = msBetween(queuedAt, startedAt);
  const durationMs = msBetween(startedAt, finishedAt);
  count(metricNames.answered[status]);
  duration(metricNames.branchDuration, durationMs);
  duration(metricNames.branchQueued, queuedMs);
  const times = { queuedAt, receivedAt, startedAt, finishedAt, queuedMs, durationMs };
  const pending = kept && [...kept.pending];
  logRide(result, 'branch finished', { branch, attempt, status, reason: reason?.code, ...times, pending });
}
