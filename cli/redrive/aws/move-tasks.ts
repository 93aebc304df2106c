import {
  CancelMessageMoveTaskCommand,
  ListMessageMoveTasksCommand,
  type ListMessageMoveTasksResultEntry,
  type SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { QueueServiceError } from '../../errors.ts';
import type { MoveTask, QueueService } from '../queue-service.ts';
import { ask, askIfSupported } from './ask.ts';

/** The message move tasks of SQS, if the service supports them. */
export function moveTasks(sqs: SQSClient): Pick<QueueService, 'latestMoveTask' | 'startMoveTask' | 'cancelMoveTask'> {
  return {
    latestMoveTask: async (from) => {
      const command = new ListMessageMoveTasksCommand({ SourceArn: from.arn, MaxResults: 1 });
      const { Results = [] } = await askIfSupported('ListMessageMoveTasks', () => sqs.send(command));
      return Results[0] && taskOf(Results[0]);
    },
    startMoveTask: async (from, to) => {
      // The destination is named: SQS knows it only for messages that SQS itself dead-lettered.
      const command = new StartMessageMoveTaskCommand({ SourceArn: from.arn, DestinationArn: to.arn });
      await askIfSupported('StartMessageMoveTask', () => sqs.send(command));
    },
    cancelMoveTask: async (handle) => {
      const command = new CancelMessageMoveTaskCommand({ TaskHandle: handle });
      await ask('CancelMessageMoveTask', () => sqs.send(command)).catch(unlessEnded);
    },
  };
}

function unlessEnded(error: unknown): void {
  if (!(error instanceof QueueServiceError && error.code === 'ResourceNotFoundException')) throw error;
}

function taskOf(entry: ListMessageMoveTasksResultEntry): MoveTask {
  return {
    handle: entry.TaskHandle,
    status: entry.Status ?? '',
    startedAt: entry.StartedTimestamp ?? 0,
    moved: entry.ApproximateNumberOfMessagesMoved ?? 0,
    toMove: entry.ApproximateNumberOfMessagesToMove,
    failure: entry.FailureReason,
  };
}
