import { deliveryFailureOf } from './delivery-failure.ts';
import type { DeadLetters } from './find-dead-letters.ts';
import type { Message, QueueService } from './queue-service.ts';
import { type MessageContent, readMessage } from './read-message.ts';

/** A dead-letter queue with a sample of its messages. */
export interface Listing extends DeadLetters {
  /** How many of its messages were read. */
  readonly lookedAt: number;
  /** The one of these that was sent first. */
  readonly oldest?: SeenMessage | undefined;
}

export interface SeenMessage {
  readonly messageId: string;
  /** Epoch milliseconds. */
  readonly sentAt: number;
  readonly content: MessageContent | { readonly unreadable: string };
  /** Why SNS could not deliver it. */
  readonly deliveryFailure?: string | undefined;
}

const most = 10;
/** If this process dies between the two calls, the messages become visible again after this time. */
const hiddenSeconds = 10;

/** Reads up to ten messages and makes them visible again. Nothing is removed; but SQS counts this as a receive. */
export async function lookAt(service: QueueService, deadLetters: DeadLetters): Promise<Listing> {
  const { queue } = deadLetters;
  if (queue.count === 0) return { ...deadLetters, lookedAt: 0 };
  const messages = await service.receive(queue, most, hiddenSeconds);
  await service.show(queue, messages);
  const [oldest] = messages.toSorted((one, other) => one.sentAt - other.sentAt);
  return { ...deadLetters, lookedAt: messages.length, oldest: oldest && seen(oldest) };
}

function seen(message: Message): SeenMessage {
  const { id, sentAt, body } = message;
  return { messageId: id, sentAt, content: readMessage(body), deliveryFailure: deliveryFailureOf(message) };
}
