import type { Construct } from 'constructs';
import type { BranchDefinition } from '../core/branches.ts';
import { variables } from '../core/names.ts';
import type { Flow } from './flow.ts';
import { Lane } from './lane.ts';
import { matchingEnvironment } from './matching-environment.ts';
import { pascalCase } from './pascal-case.ts';
import { simulationEnvironment } from './simulation-environment.ts';

/** Few, because a rider is waiting: the last attempt answers `failed`. */
const maxAttempts = 3;

/** The lane of one branch: it hears of every ride that is requested, and answers to the gather. */
export class BranchLane extends Lane {
  constructor(scope: Construct, branch: BranchDefinition, flow: Flow) {
    const { stores, services, rideRequested, branchResults, codeOf, settings } = flow;
    super(scope, pascalCase(branch.name), {
      name: branch.name,
      timeoutSeconds: branch.timeoutSeconds,
      topic: rideRequested,
      maxReceiveCount: maxAttempts,
      environment: {
        ...simulationEnvironment(settings),
        ...(branch.stores.drivers === 'lease' && matchingEnvironment(settings)),
      },
      codeOf,
      settings,
    });
    stores.openTo(this.handler, branch.stores);
    stores.openIndexesTo(this.handler, Object.keys(branch.stores));
    services.openTo(this.handler, branch.services ?? []);
    this.handler.sendsTo(branchResults, variables.branchResultsQueue);
  }
}
