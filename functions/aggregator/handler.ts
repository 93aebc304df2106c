import { MetricUnit } from '@aws-lambda-powertools/metrics';
import type { SQSRecord } from 'aws-lambda';
import { dynamo, sns, sqs } from '../../adapters/clients.ts';
import { driverStore } from '../../adapters/driver-store.ts';
import { environment } from '../../adapters/environment.ts';
import { gatherQueue } from '../../adapters/gather-queue.ts';
import { clock } from '../../adapters/lambda/process-effects.ts';
import { queueHandler, type RecordHandler } from '../../adapters/lambda/queue-handler.ts';
import { logger, metrics } from '../../adapters/lambda/telemetry.ts';
import { rideStore } from '../../adapters/ride-store.ts';
import { rideEventsTopic } from '../../adapters/topics.ts';
import { type GatherPorts, gather } from '../../core/gather.ts';
import type { GatherMessage } from '../../core/messages.ts';
import { stores, variables } from '../../core/names.ts';
import { parseGatherMessage } from '../../core/parse-gather-message.ts';
import type { Ride } from '../../core/ride.ts';
import { timingOf } from '../../core/ride-view.ts';

const [rides, drivers, eventsTopic, resultsQueue] = environment(
  stores.rides.environment,
  stores.drivers.environment,
  variables.rideEventsTopic,
  variables.branchResultsQueue,
);

const ports: GatherPorts = {
  rides: rideStore(dynamo(), rides),
  drivers: driverStore(dynamo(), drivers),
  events: rideEventsTopic(sns(), eventsTopic),
  gatherQueue: gatherQueue(sqs(), resultsQueue),
  clock,
  settled: report,
};

export const handler = queueHandler(gatherByRide);

/** The messages of one ride in a batch are gathered together, in one write; rides are gathered side by side. */
function gatherByRide(records: readonly SQSRecord[]): RecordHandler {
  const messages = new Map(records.map((record) => [record.messageId, parsed(record)]));
  const rideIds = new Set([...messages.values()].flatMap((message) => ('rideId' in message ? [message.rideId] : [])));
  const gathered = new Map([...rideIds].map((rideId) => [rideId, gather(ports, rideId, ofRide(messages, rideId))]));
  for (const gathering of gathered.values()) gathering.catch(() => {}); // Each record of the ride reports it below.
  return async ({ messageId }) => {
    const message = messages.get(messageId);
    if (message && 'unreadable' in message) throw message.unreadable;
    if (message) await gathered.get(message.rideId);
  };
}

type Parsed = GatherMessage | { readonly unreadable: unknown };

function parsed({ body }: SQSRecord): Parsed {
  try {
    return parseGatherMessage(body);
  } catch (error) {
    return { unreadable: error };
  }
}

const ofRide = (messages: ReadonlyMap<string, Parsed>, rideId: string): GatherMessage[] =>
  [...messages.values()].flatMap((message) => ('rideId' in message && message.rideId === rideId ? [message] : []));

function report(ride: Ride): void {
  const { totalMs, overheadMs } = timingOf(ride);
  metrics.addMetric(`Ride_${ride.status}`, MetricUnit.Count, 1);
  if (overheadMs !== null) metrics.addMetric('Overhead', MetricUnit.Milliseconds, overheadMs);
  const { rideId, traceparent, status, reasons } = ride;
  logger.info('settled', {
    rideId,
    traceparent,
    status,
    reasons: reasons?.map(({ code }) => code),
    totalMs,
    overheadMs,
  });
}
