import type { Construct } from 'constructs';
import { variables } from '../core/names.ts';
import { burstOf, concurrencyOf } from './concurrency-of.ts';
import type { Flow } from './flow.ts';
import { intakeEnvironment } from './intake-environment.ts';
import { RideFunction } from './ride-function.ts';

/** The function behind the public routes. */
export class ApiFunction extends RideFunction {
  constructor(scope: Construct, id: string, flow: Flow) {
    const { stores, rideRequested, branchResults, deadlines, codeOf, settings } = flow;
    const { ofAll, ofApi } = concurrencyOf(settings);
    super(scope, id, {
      name: 'api',
      timeoutSeconds: settings.apiTimeoutSeconds,
      environment: {
        ...intakeEnvironment(scope, flow),
        [variables.concurrency]: String(ofAll),
        [variables.apiConcurrency]: String(ofApi),
        [variables.burst]: String(burstOf(settings)),
      },
      codeOf,
      settings,
    });
    stores.openTo(this, { rides: 'write', drivers: 'write', quotas: 'count', load: 'count' });
    stores.openIndexesTo(this, ['rides']);
    this.publishesTo(rideRequested, variables.rideRequestedTopic);
    this.sendsTo(branchResults, variables.branchResultsQueue);
    this.sendsTo(deadlines, variables.deadlinesQueue);
  }
}
