import { MoveTasksUnsupportedError } from '../errors.ts';
import type { DeadLetters } from './find-dead-letters.ts';
import { moveByHand } from './move-by-hand.ts';
import { moveByTask } from './move-by-task.ts';
import type { QueueService } from './queue-service.ts';

export interface MovePorts {
  readonly service: QueueService;
  readonly wait: (ms: number) => Promise<void>;
}

/** The result for a dead-letter queue's messages. */
export interface Moved {
  /** `move-task`: SQS moved them; `by-hand`: they were received, sent and deleted. */
  readonly how: 'move-task' | 'by-hand';
  readonly moved: number;
  /** How many of those moved by hand were seen to return. */
  readonly cameBack: number;
  /** How many of the messages were not moved. */
  readonly stayed: number;
}

/** Moves dead letters back to their source. Move tasks of SQS handle only messages that queues dead-lettered. */
export async function moveBack(
  ports: MovePorts,
  deadLetters: DeadLetters,
  onProgress: (moved: number) => void,
): Promise<Moved> {
  const byTask = deadLetters.givenUpBy === 'queue' ? await tryTask(ports, deadLetters, onProgress) : undefined;
  const counts = byTask ?? {
    how: 'by-hand' as const,
    ...(await moveByHand(ports.service, deadLetters, onProgress)),
  };
  return { ...counts, stayed: Math.max(0, deadLetters.queue.count - counts.moved) };
}

async function tryTask(ports: MovePorts, deadLetters: DeadLetters, onProgress: (moved: number) => void) {
  try {
    return { how: 'move-task' as const, moved: await moveByTask(ports, deadLetters, onProgress), cameBack: 0 };
  } catch (error) {
    if (error instanceof MoveTasksUnsupportedError) return undefined;
    throw error;
  }
}
