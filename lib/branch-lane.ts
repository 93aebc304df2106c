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
 * More deliveries than fit into a ride's life, so that those that come to nothing (a throttled invocation counts as one) use
 * none up that is needed: a branch fails when no further attempt fits before the ride's deadline, and not before. Beyond
 * one in four seconds there are the first three, which follow each other sooner, and two to spare.
 */
const maxAttempts = ({ deadlineSeconds }: Settings): number => 5 + Math.ceil(deadlineSeconds / longestPauseSeconds);

/** The lane of one branch: it hears of every ride that is requested, and answers to the gather. */
export class BranchLane extends Lane {
  constructor(scope: Construct, branch: BranchDefinition, flow: Flow) {
    const { stores, services, rideRequested, rideEvents, branchResults, codeOf, settings } = flow;
    super(scope, pascalCase(branch.name), {
      name: branch.name,
      timeoutSeconds: branch.timeoutSeconds,
      topic: rideRequested,
      maxReceiveCount: maxAttempts(settings),
      // A worker that dies hides its batch for so long, and riders wait.
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
