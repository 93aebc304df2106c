import type { Construct } from 'constructs';
import type { Registry } from '../core/branches.ts';
import { type Access, longestApiTimeoutSeconds, type ServiceName, type StoreName, variables } from '../core/names.ts';
import type { Flow } from './flow.ts';
import { intakeEnvironment } from './intake-environment.ts';
import { matchingEnvironment } from './matching-environment.ts';
import { progressEnvironment } from './push/progress-environment.ts';
import { RideFunction } from './ride-function.ts';
import type { StoreAccess } from './stores.ts';

/** The baseline that the parallel flow is measured against: every branch's work, one after the other, in one function. */
export class SequentialFunction extends RideFunction {
  constructor(scope: Construct, id: string, flow: Flow) {
    const { branches, stores, services, rideEvents, codeOf, settings } = flow;
    super(scope, id, {
      name: 'sequential-ride',
      timeoutSeconds: longestApiTimeoutSeconds,
      environment: {
        ...intakeEnvironment(scope, flow),
        ...progressEnvironment(settings),
        ...matchingEnvironment(settings),
      },
      codeOf,
      settings,
    });
    const ofBranches = accessOfAll(branches);
    stores.openTo(this, { ...ofBranches, rides: 'create', quotas: 'count' });
    stores.openIndexesTo(this, Object.keys(ofBranches));
    services.openTo(this, servicesOfAll(branches));
    this.publishesTo(rideEvents, variables.rideEventsTopic);
  }
}

/** The services that at least one branch uses. */
function servicesOfAll(branches: Registry): ServiceName[] {
  return [...new Set(Object.values(branches).flatMap(({ services = [] }) => services))];
}

/** The stores that the branches use, combined. */
function accessOfAll(branches: Registry): StoreAccess {
  const uses = Object.values(branches).flatMap(({ stores }) => Object.entries(stores) as [StoreName, Access][]);
  return Object.fromEntries(
    uses.map(([name]) => [name, uses.filter(([other]) => other === name).map(([, access]) => access)]),
  );
}
