import { dynamo, secretsManager } from '../../adapters/clients.ts';
import { environment } from '../../adapters/environment.ts';
import { count } from '../../adapters/lambda/metric-lines.ts';
import { clock } from '../../adapters/lambda/process-effects.ts';
import { type EventHandler, subscriberHandler } from '../../adapters/lambda/subscriber-handler.ts';
import { rideStore } from '../../adapters/ride-store.ts';
import { callbackSender } from '../../adapters/webhook/callback-sender.ts';
import { signingSecrets } from '../../adapters/webhook/signing-secrets.ts';
import { callBack } from '../../core/call-back.ts';
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

/** Tells a rider's own service what became of the ride. Where that is, and why no call may go there, is not logged. */
const tell: EventHandler = async (event) => {
  const { outcome } = await callBack(ports, event);
  if (outcome === 'not_wanted') return undefined;
  count(`CallBack_${outcome}`);
  return { outcome, ...(outcome !== 'delivered' && { level: 'warn' }) };
};

export const handler = subscriberHandler(tell, retrySchedule(JSON.parse(retryDelaysSeconds), Math.random));
