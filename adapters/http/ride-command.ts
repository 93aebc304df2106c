import type { APIGatewayProxyEvent } from 'aws-lambda';
import type { Need } from '../../core/branches.ts';
import { SimulationOffError, UnknownBranchError } from '../../core/errors.ts';
import { variables } from '../../core/names.ts';
import type { IntakeTerms, RideCommand } from '../../core/request-ride.ts';
import { type RideRequest, rideRequestSchema } from '../../core/ride-request.ts';
import { traceparentOf } from '../../core/traceparent.ts';
import { environment } from '../environment.ts';
import { randomHex } from '../lambda/process-effects.ts';
import { parseBody, required } from './parse.ts';
import { checkWebhookUrl } from './webhook-url.ts';

/** The terms on which this stack accepts rides, from the environment. */
export function rideTerms(): IntakeTerms & { readonly simulation: boolean; readonly loopbackWebhooks: boolean } {
  const [branches, deadlineSeconds, apiTimeoutSeconds, retentionDays, ridesPerMinute, simulation, loopback] =
    environment(
      variables.branches,
      variables.deadlineSeconds,
      variables.apiTimeoutSeconds,
      variables.retentionDays,
      variables.ridesPerMinute,
      variables.simulation,
      variables.loopbackWebhooks,
    );
  return {
    expects: JSON.parse(branches) as Record<string, Need>,
    deadlineSeconds: Number(deadlineSeconds),
    apiTimeoutSeconds: Number(apiTimeoutSeconds),
    retentionDays: Number(retentionDays),
    ridesPerMinute: Number(ridesPerMinute),
    simulation: simulation === 'on',
    loopbackWebhooks: loopback === 'on',
  };
}

/** Parses a rider's HTTP request into a ride request. Throws a problem that names each fault. */
export function rideCommandOf(
  riderId: string,
  event: APIGatewayProxyEvent,
  terms: ReturnType<typeof rideTerms>,
): RideCommand {
  const request = parseBody(event, rideRequestSchema);
  checkSimulation(request, terms);
  checkWebhookUrl(request.webhookUrl, terms.loopbackWebhooks);
  const traceparent = traceparentOf(event.headers.traceparent, randomHex);
  return { riderId, request, idempotencyKey: idempotencyKeyOf(event), traceparent };
}

function idempotencyKeyOf({ headers }: APIGatewayProxyEvent): string | undefined {
  const key = headers['idempotency-key'];
  if (key === undefined) return undefined;
  return required(key, /^[\x21-\x7e]{1,255}$/, 'Idempotency-Key', 'invalid_idempotency_key');
}

function checkSimulation({ simulate }: RideRequest, terms: ReturnType<typeof rideTerms>): void {
  if (simulate === undefined) return;
  if (!terms.simulation) throw new SimulationOffError();
  const known = Object.keys(terms.expects);
  const unknown = Object.keys(simulate).find((branch) => !known.includes(branch));
  if (unknown !== undefined) throw new UnknownBranchError(unknown, known);
}
