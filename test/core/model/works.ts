import type { SQSRecord } from 'aws-lambda';
import '../../support/quiet-telemetry.ts';
import { answerRecord } from '../../../adapters/lambda/branch-handler.ts';
import type { Branch } from '../../../core/answer-ride.ts';
import { ok, rejected } from '../../../core/branch-rule.ts';
import { branches } from '../../../core/branches.ts';
import { driverMatching } from '../../../core/driver-matching.ts';
import { type End, endRide } from '../../../core/end-ride.ts';
import { RideEndedError, RideNotFoundError } from '../../../core/errors.ts';
import { gather } from '../../../core/gather.ts';
import type { GatherMessage, RideRequested } from '../../../core/messages.ts';
import { repairedRides } from '../../../core/repaired-rides.ts';
import { requestRide } from '../../../core/request-ride.ts';
import type { Ride } from '../../../core/ride.ts';
import { instantOf, nowOf } from '../../../core/time.ts';
import { aFare, aRideRequest, traceparent } from '../../support/rides.ts';
import { aRecord } from '../../support/sqs-events.ts';
import type { Ports, Work } from './process.ts';

export const driverFreshSeconds = 120;

export const retentionDays = 1;

/** Time-outs of the functions, in seconds. The stack's own are asserted on its template. */
const timeouts = { branch: 3, aggregator: 6, deadline: 3, api: 29 } as const;

/** What a branch that is not driver-matching says of each ride. */
export type Says = 'ok' | 'rejected' | 'fails';

/** A ride's message, as a branch gets it. */
export interface Asked {
  readonly message: RideRequested;
  /** From 1. */
  readonly attempt: number;
}

/** A delivery of rides' messages to a branch, which asks about them side by side: the code of its function. */
export function branchWork(
  name: 'driver-matching' | 'pricing',
  asked: readonly Asked[],
  says: Says = 'ok',
): Omit<Work, 'key'> {
  const records = asked.map(recordOf);
  const rides = asked.map(({ message, attempt }) => `${message.rideId}, attempt ${attempt}`);
  return {
    name: `${name} of ${rides.join(' and ')}`,
    timeoutSeconds: timeouts.branch,
    run: async (ports) => {
      const branch = name === 'driver-matching' ? matching(ports) : pricing(says);
      const branchPorts = { ...ports, events: undefined, maxAttempts: 10 };
      const receivedAt = nowOf(ports);
      const answered = await Promise.allSettled(
        records.map((record) => answerRecord(branchPorts, branch, record, receivedAt)),
      );
      for (const each of answered) if (each.status === 'rejected') throw each.reason;
    },
  };
}

function recordOf({ message, attempt }: Asked): SQSRecord {
  const sentAt = String(Date.parse(message.at));
  return aRecord(message, {
    ApproximateReceiveCount: String(attempt),
    SentTimestamp: sentAt,
    ApproximateFirstReceiveTimestamp: sentAt,
  });
}

const matching = ({ drivers, clock }: Ports): Branch => ({
  definition: branches['driver-matching'],
  rule: driverMatching({ drivers, clock, driverFreshSeconds }),
});

const pricing = (says: Says): Branch => ({
  definition: branches.pricing,
  rule: async () => {
    if (says === 'fails') throw new Error('Pricing fails.');
    return says === 'ok' ? ok(aFare()) : rejected('no_fare', 'There is no fare.');
  },
});

/** A delivery of messages of one ride to the aggregator, or of its deadline's message to the deadline's function. */
export function gatherWork(messages: readonly GatherMessage[]): Omit<Work, 'key'> {
  const [first] = messages as readonly [GatherMessage];
  const isDeadline = first.kind === 'deadline';
  return {
    name: `gather of ${messages.map(nameOf).join(' and ')} of ${first.rideId}`,
    timeoutSeconds: isDeadline ? timeouts.deadline : timeouts.aggregator,
    run: (ports) => gather({ ...ports, retentionDays }, first.rideId, messages),
  };
}

export function nameOf(message: GatherMessage): string {
  if ('branch' in message) return `the ${message.kind} of ${message.branch}`;
  return message.kind === 'settle' ? `the settle message (${message.state})` : 'the deadline';
}

/** A call of the API that ends a ride. */
export const endWork = (end: End, rideId: string): Omit<Work, 'key'> => ({
  name: `${end === 'cancelled' ? 'cancel' : 'complete'} ${rideId}`,
  timeoutSeconds: timeouts.api,
  run: async (ports) => {
    const found = await repaired(ports).get(rideId, 'latest');
    if (found === undefined || (end === 'completed' && found.outcome === undefined)) return undefined;
    try {
      return await endRide({ ...ports, retentionDays, randomId: () => rideId.slice(-4) }, found, end);
    } catch (error) {
      if (error instanceof RideEndedError || error instanceof RideNotFoundError) return undefined;
      throw error;
    }
  },
});

/** A call of the API that looks at a ride. */
export const lookWork = (rideId: string): Omit<Work, 'key'> => ({
  name: `look at ${rideId}`,
  timeoutSeconds: timeouts.api,
  run: (ports) => repaired(ports).get(rideId),
});

const repaired = ({ rides, drivers, clock }: Ports) =>
  repairedRides(rides, { drivers, clock, retentionDays }, (_ride, error) => {
    throw error;
  });

/** A call of the API that asks for a ride under an idempotency key. It does not wait for another one to go on. */
export const askWork = ({ rideId, riderId, expects }: Ride, idempotencyKey: string): Omit<Work, 'key'> => ({
  name: `ask for ${rideId}`,
  timeoutSeconds: timeouts.api,
  run: async (ports) => {
    const wait = () => Promise.reject(new IsUnderWay());
    const admission = { admit: async () => ({ withdraw: () => {} }) };
    const more = { quotas: { take: async () => true }, admission, wait, randomId: () => 'id' };
    const command = { riderId, request: aRideRequest(), idempotencyKey, traceparent };
    const terms = { expects, deadlineSeconds: 20, retentionDays, ridesPerMinute: 5 };
    try {
      return await requestRide({ ...ports, rides: repaired(ports), ...more }, command, terms);
    } catch (error) {
      if (error instanceof IsUnderWay) return undefined;
      throw error;
    }
  },
});

class IsUnderWay extends Error {}

/** A moment so many seconds after another. */
export const after = (moment: string, seconds: number): string => instantOf(Date.parse(moment) + seconds * 1000);
