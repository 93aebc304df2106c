import type { Message } from './queue-service.ts';

/** The attributes that SNS adds to a message that it could not deliver. */
const added = ['RequestID', 'ErrorCode', 'ErrorMessage'];

/** Why SNS could not deliver a message. SQS adds nothing to the messages that it dead-letters. */
export function deliveryFailureOf({ attributes }: Message): string | undefined {
  const parts = [attributes.ErrorCode?.StringValue, attributes.ErrorMessage?.StringValue].filter(Boolean);
  return parts.length > 0 ? parts.join(': ') : undefined;
}

/** The message as it was published. */
export function withoutDeliveryFailure(message: Message): Message {
  const published = Object.entries(message.attributes).filter(([name]) => !added.includes(name));
  return { ...message, attributes: Object.fromEntries(published) };
}
