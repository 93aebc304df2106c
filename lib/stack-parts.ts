import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { BranchLane } from './branch-lane.ts';
import { DeadLetterQueue } from './dead-letter-queue.ts';
import { QueueConsumer } from './queue-consumer.ts';
import { RideFunction } from './ride-function.ts';
import { RidesApi } from './rides-api.ts';
import { RunbookAlarm } from './runbook-alarm.ts';

/**
 * The parts to watch of the stack that contains `scope`, as far as they exist. Discovered and not listed, so that nothing that
 * is added later goes unwatched.
 */
export function stackParts(scope: Construct) {
  const all = Stack.of(scope).node.findAll();
  return {
    functions: all.filter((part) => part instanceof RideFunction),
    consumers: all.filter((part) => part instanceof QueueConsumer),
    branches: all.filter((part) => part instanceof BranchLane),
    deadLetters: all.filter((part) => part instanceof DeadLetterQueue),
    apis: all.filter((part) => part instanceof RidesApi),
    alarms: all.filter((part) => part instanceof RunbookAlarm),
  };
}

export type StackParts = ReturnType<typeof stackParts>;
