import { MoveTaskFailedError } from '../errors.ts';
import type { DeadLetters } from './find-dead-letters.ts';
import type { MoveTask, QueueService } from './queue-service.ts';

export interface MoveTaskPorts {
  readonly service: Pick<QueueService, 'latestMoveTask' | 'startMoveTask' | 'cancelMoveTask'>;
  /** Between two looks at a task. */
  readonly wait: (ms: number) => Promise<void>;
}

const lookAgainMs = 500;

/**
 * Has SQS move a queue's own dead letters, and follows the task to its end; one that runs already is followed and no
 * other started. Returns how many were moved. Throws `MoveTasksUnsupportedError` where the service has no such tasks,
 * with nothing done, and `MoveTaskFailedError`.
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
    // A list that does not show the new task yet shows the one before, or none.
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

/** More than there were at the start means that it moves what has failed again meanwhile: that could go on for ever. */
async function stopRunaway(service: MoveTaskPorts['service'], { handle, moved, toMove }: MoveTask): Promise<void> {
  if (handle !== undefined && toMove !== undefined && moved > toMove) await service.cancelMoveTask(handle);
}

function endOf({ status, moved, failure }: MoveTask, queueName: string): number {
  if (status === 'FAILED') throw new MoveTaskFailedError(queueName, failure ?? 'it gives no reason');
  return moved;
}
