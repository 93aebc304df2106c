/** A message as a function got it from a queue. */
export interface DeliveredMessage {
  /** In epoch milliseconds. */
  readonly at: number;
  readonly functionName: string;
  readonly queueName: string;
  readonly messageId: string;
  /** How often the queue has delivered it by now. */
  readonly attempt: number;
  readonly line: string;
}
