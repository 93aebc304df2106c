import { MoveTasksUnsupportedError } from '../errors.ts';
import type { DeadLetters } from './find-dead-letters.ts';
import { moveByHand } from './move-by-hand.ts';
import { moveByTask } from './move-by-task.ts';
import type { QueueService } from './queue-service.ts';

export interface MovePorts {
  readonly service: QueueService;
  readonly wait: (ms: number) => Promise<void>;
}

/** What became of a dead-letter queue's messages. */
export interface Moved {
  /** `move-task`: SQS moved them; `by-hand`: they were received, sent and deleted. */
  readonly how: 'move-task' | 'by-hand';
  readonly moved: number;
  /** Of those moved by hand: how many were seen to come back. */
  readonly cameBack: number;
  /** How many of those that there were have not been moved. */
  readonly stayed: number;
}

/** Moves dead letters back to where they belong. SQS's move tasks know of nothing but what queues gave up. */
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
