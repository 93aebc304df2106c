import type { Construct } from 'constructs';
import { variables } from '../core/names.ts';
import type { Flow } from './flow.ts';
import { loopbackWebhooks } from './loopback-webhooks.ts';
import { simulationEnvironment } from './simulation-environment.ts';

/**
 * What a function that accepts rides is told: who may ask, which branches a ride expects, until when, how long it is kept,
 * how many a rider may ask for, where webhooks may go, and whose pages may do so.
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
