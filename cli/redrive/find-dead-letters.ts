import type { Queue, QueueService } from './queue-service.ts';

/** A dead-letter queue, and the source of its messages. */
export interface DeadLetters {
  readonly queue: Queue;
  /**
   * What dead-lettered its messages: a queue whose function failed on them, a subscription that could not deliver them, or a
   * function that moved them itself, because its queue has no redrive policy.
   */
  readonly givenUpBy: 'queue' | 'subscription' | 'function';
  /** Where they go back to: that queue, the subscribed one, or the function's. */
  readonly target: Queue;
}

/** The dead-letter queues of a stack, by name. One that several queues share is listed once for each. */
export async function findDeadLetters(service: QueueService): Promise<DeadLetters[]> {
  const queues = new Map((await service.queues()).map((queue) => [queue.arn, queue]));
  const subscriptions = await service.subscriptions(new Set(queues.keys()));
  const deadLetters = (givenUpBy: DeadLetters['givenUpBy'], from: string | undefined, to: string): DeadLetters[] => {
    const [queue, target] = [queues.get(from ?? ''), queues.get(to)];
    return queue && target ? [{ queue, givenUpBy, target }] : [];
  };
  return [
    ...[...queues.values()].flatMap(({ arn, deadLetterArn }) => deadLetters('queue', deadLetterArn, arn)),
    ...[...queues.values()].flatMap(({ arn, lettersOf = [] }) =>
      lettersOf
        .filter((source) => queues.get(source)?.deadLetterArn === undefined)
        .flatMap((source) => deadLetters('function', arn, source)),
    ),
    ...subscriptions.flatMap(({ queueArn, deadLetterArn }) => deadLetters('subscription', deadLetterArn, queueArn)),
  ].toSorted((one, other) => one.queue.name.localeCompare(other.queue.name));
}
