import type { Construct } from 'constructs';
import { variables } from '../core/names.ts';
import type { Flow } from './flow.ts';
import { loopbackWebhooks } from './loopback-webhooks.ts';
import { simulationEnvironment } from './simulation-environment.ts';

/**
 * The configuration of a function that accepts rides: the issuer, the branches that a ride expects, its deadline and retention,
 * a rider's quota, where webhooks may go, and the origin of pages that may call.
 */
export function intakeEnvironment(scope: Construct, { branches, issuer, settings }: Flow): Record<string, string> {
  const needs = Object.values(branches).map(({ name, need }) => [name, need]);
  return {
    ...simulationEnvironment(settings),
    ...loopbackWebhooks(scope, settings),
    ...issuer.environment,
    [variables.branches]: JSON.stringify(Object.fromEntries(needs)),
    [variables.deadlineSeconds]: String(settings.deadlineSeconds),
    [variables.apiTimeoutSeconds]: String(settings.apiTimeoutSeconds),
    [variables.retentionDays]: String(settings.retentionDays),
    [variables.ridesPerMinute]: String(settings.ridesPerMinute),
    ...(settings.allowedOrigin !== undefined && { [variables.allowedOrigin]: settings.allowedOrigin }),
  };
}
