import { variables } from '../core/names.ts';
import type { Flow } from './flow.ts';
import { simulationEnvironment } from './simulation-environment.ts';

/**
 * What a function that accepts rides is told: who may ask, which branches a ride expects, until when, how long it is kept,
 * how many a rider may ask for, and whose pages may do so.
 */
export function intakeEnvironment({ branches, issuer, settings }: Flow): Record<string, string> {
  const needs = Object.values(branches).map(({ name, need }) => [name, need]);
  return {
    ...simulationEnvironment(settings),
    ...issuer.environment,
    [variables.branches]: JSON.stringify(Object.fromEntries(needs)),
    [variables.deadlineSeconds]: String(settings.deadlineSeconds),
    [variables.apiTimeoutSeconds]: String(settings.apiTimeoutSeconds),
    [variables.retentionDays]: String(settings.retentionDays),
    [variables.ridesPerMinute]: String(settings.ridesPerMinute),
    ...(settings.allowedOrigin !== undefined && { [variables.allowedOrigin]: settings.allowedOrigin }),
  };
}
