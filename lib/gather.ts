import { RecursiveLoop } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { variables } from '../core/names.ts';
import type { Flow } from './flow.ts';
import { progressEnvironment } from './push/progress-environment.ts';
import { QueueConsumer } from './queue-consumer.ts';

/** The queue that results, deadlines and settle messages are gathered from, and the function that gathers them. */
export class Gather extends QueueConsumer {
  constructor(scope: Construct, id: string, { stores, rideEvents, codeOf, settings }: Omit<Flow, 'branchResults'>) {
    super(scope, id, {
      name: 'aggregator',
      timeoutSeconds: 6,
      // More than a branch has: no accepted ride may lose its deadline to a disturbance that passes.
      maxReceiveCount: 10,
      // It sends deadlines that come early back to its own queue. Lambda would take that for a runaway loop after 16
      // rounds and stop it, but this loop ends by itself: when the deadline is over.
      recursiveLoop: RecursiveLoop.ALLOW,
      environment: progressEnvironment(settings),
      codeOf,
      settings,
    });
    stores.openTo(this.handler, { rides: 'write', drivers: 'write' });
    this.handler.publishesTo(rideEvents, variables.rideEventsTopic);
    this.handler.sendsTo(this.queue, variables.branchResultsQueue);
  }
}
