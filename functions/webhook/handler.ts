import { MetricUnit } from '@aws-lambda-powertools/metrics';
import type { SQSRecord } from 'aws-lambda';
import { dynamo, secretsManager } from '../../adapters/clients.ts';
import { environment } from '../../adapters/environment.ts';
import { clock } from '../../adapters/lambda/process-effects.ts';
import { queueHandler } from '../../adapters/lambda/queue-handler.ts';
import { readAs } from '../../adapters/lambda/read-record.ts';
import { logger, metrics } from '../../adapters/lambda/telemetry.ts';
import { rideStore } from '../../adapters/ride-store.ts';
import { callbackSender } from '../../adapters/webhook/callback-sender.ts';
import { signingSecrets } from '../../adapters/webhook/signing-secrets.ts';
import { callBack } from '../../core/call-back.ts';
import { rideEventSchema } from '../../core/messages.ts';
import { stores, variables } from '../../core/names.ts';
import { retrySchedule } from '../../core/retry-schedule.ts';

const [rides, secretArn, simulation, retryDelaysSeconds] = environment(
  stores.rides.environment,
  variables.callbackSecret,
  variables.simulation,
  variables.retryDelaysSeconds,
);

const ports = {
  rides: rideStore(dynamo(), rides),
  callbacks: callbackSender({
    signers: signingSecrets(secretsManager(), secretArn),
    loopbackAllowed: simulation === 'on',
    clock,
  }),
};

/** Tells a rider's own service what became of the ride. */
const tell = async (record: SQSRecord): Promise<void> => {
  const event = readAs(rideEventSchema, record);
  const { type, rideId, traceparent } = event;
  const calledBack = await callBack(ports, event);
  if (calledBack.outcome === 'not_wanted') return;
  metrics.addMetric(`CallBack_${calledBack.outcome}`, MetricUnit.Count, 1);
  const level = calledBack.outcome === 'delivered' ? 'info' : 'warn';
  logger[level]('called back', { rideId, traceparent, type, ...calledBack });
};

export const handler = queueHandler(() => tell, retrySchedule(JSON.parse(retryDelaysSeconds), Math.random));
