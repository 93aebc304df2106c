import { withoutDeliveryFailure } from './delivery-failure.ts';
import type { DeadLetters } from './find-dead-letters.ts';
import type { Message, QueueService } from './queue-service.ts';

export interface MovedByHand {
  readonly moved: number;
  /** How many of the moved messages failed again and returned while others were still being moved. */
  readonly cameBack: number;
}

/** Plenty for sending and deleting ten messages. */
const hiddenSeconds = 30;
const mostAtOnce = 10;

/**
 * Moves as many messages as there were, each once. It receives, sends and deletes, in this order: if this process dies in
 * between, a message is duplicated and never lost. A message that fails again keeps the id that it was sent with, so it is
 * recognized when it returns, and is left in the dead-letter queue.
 */
export async function moveByHand(
  service: QueueService,
  deadLetters: DeadLetters,
  onProgress: (moved: number) => void,
): Promise<MovedByHand> {
  const { queue } = deadLetters;
  const sent = new Set<string>();
  const back = new Map<string, Message>();
  while (sent.size < queue.count) {
    const received = await service.receive(queue, Math.min(mostAtOnce, queue.count - sent.size), hiddenSeconds);
    if (received.length === 0) break;
    const [again, fresh] = [received.filter(({ id }) => sent.has(id)), received.filter(({ id }) => !sent.has(id))];
    for (const message of again) back.set(message.id, message);
    const ids = await Promise.all(fresh.map((message) => move(service, deadLetters, message)));
    for (const id of ids) sent.add(id);
    onProgress(sent.size);
  }
  await service.show(queue, [...back.values()]);
  return { moved: sent.size, cameBack: back.size };
}

async function move(service: QueueService, deadLetters: DeadLetters, message: Message): Promise<string> {
  const { queue, givenUpBy, target } = deadLetters;
  const id = await service.send(target, givenUpBy === 'subscription' ? withoutDeliveryFailure(message) : message);
  await service.delete(queue, message);
  return id;
}
