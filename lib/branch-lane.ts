import type { Construct } from 'constructs';
import type { BranchDefinition } from '../core/branches.ts';
import { longestPauseSeconds, variables } from '../core/names.ts';
import type { Flow } from './flow.ts';
import { Lane } from './lane.ts';
import { matchingEnvironment } from './matching-environment.ts';
import { pascalCase } from './pascal-case.ts';
import type { Settings } from './settings.ts';
import { simulationEnvironment } from './simulation-environment.ts';

/**
 * More deliveries than fit into a ride's lifetime, so that deliveries without effect (a throttled invocation counts as one) do
 * not use up those that are needed: a branch fails when no further attempt fits before the ride's deadline, and not earlier. On
 * top of one in four seconds come the first three, which follow each other faster, and two spare ones.
 */
const maxAttempts = ({ deadlineSeconds }: Settings): number => 5 + Math.ceil(deadlineSeconds / longestPauseSeconds);

/** The lane of one branch: it receives every requested ride, and sends its answer to the gather. */
export class BranchLane extends Lane {
  constructor(scope: Construct, branch: BranchDefinition, flow: Flow) {
    const { stores, services, rideRequested, rideEvents, branchResults, codeOf, settings } = flow;
    super(scope, pascalCase(branch.name), {
      name: branch.name,
      timeoutSeconds: branch.timeoutSeconds,
      topic: rideRequested,
      maxReceiveCount: maxAttempts(settings),
      // When a worker dies, its batch stays hidden for this long while riders wait.
      isAwaited: true,
      environment: {
        ...simulationEnvironment(settings),
        ...(branch.stores.drivers === 'lease' && matchingEnvironment(settings)),
      },
      codeOf,
      settings,
    });
    stores.openTo(this.handler, { ...branch.stores, rides: 'answer' });
    stores.openIndexesTo(this.handler, Object.keys(branch.stores));
    services.openTo(this.handler, branch.services ?? []);
    this.handler.sendsTo(branchResults, variables.branchResultsQueue);
    if (settings.push) this.handler.publishesTo(rideEvents, variables.rideEventsTopic);
  }
}
