import { MoveTaskFailedError } from '../errors.ts';
import type { DeadLetters } from './find-dead-letters.ts';
import type { MoveTask, QueueService } from './queue-service.ts';

export interface MoveTaskPorts {
  readonly service: Pick<QueueService, 'latestMoveTask' | 'startMoveTask' | 'cancelMoveTask'>;
  /** The interval at which a task is polled. */
  readonly wait: (ms: number) => Promise<void>;
}

const lookAgainMs = 500;

/**
 * Makes SQS move a queue's own dead letters, and follows the task to its end; a task that already runs is followed instead.
 * Returns how many messages were moved. Throws `MoveTasksUnsupportedError`, with nothing done, if the service has no such
 * tasks, and `MoveTaskFailedError`.
 */
export async function moveByTask(
  { service, wait }: MoveTaskPorts,
  { queue, target }: DeadLetters,
  onProgress: (moved: number) => void,
): Promise<number> {
  const previous = await service.latestMoveTask(queue);
  const isRunning = previous !== undefined && isUnderWay(previous);
  if (!isRunning) await service.startMoveTask(queue, target);
  while (true) {
    const task = await service.latestMoveTask(queue);
    // A list may not contain the new task yet, but the previous one or none.
    const isOurs = task !== undefined && (isRunning || task.startedAt !== previous?.startedAt);
    if (isOurs && !isUnderWay(task)) return endOf(task, queue.name);
    if (isOurs) {
      onProgress(task.moved);
      await stopRunaway(service, task);
    }
    await wait(lookAgainMs);
  }
}

const isUnderWay = ({ status }: MoveTask): boolean => status === 'RUNNING' || status === 'CANCELLING';

/** A count above that at the start means that it moves messages that have failed again: that could go on forever. */
async function stopRunaway(service: MoveTaskPorts['service'], { handle, moved, toMove }: MoveTask): Promise<void> {
  if (handle !== undefined && toMove !== undefined && moved > toMove) await service.cancelMoveTask(handle);
}

function endOf({ status, moved, failure }: MoveTask, queueName: string): number {
  if (status === 'FAILED') throw new MoveTaskFailedError(queueName, failure ?? 'it gives no reason');
  return moved;
}
