/** A message as a queue delivered it to a function. */
export interface DeliveredMessage {
  /** In epoch milliseconds. */
  readonly at: number;
  readonly functionName: string;
  readonly queueName: string;
  readonly messageId: string;
  /** The number of deliveries so far. */
  readonly attempt: number;
  readonly line: string;
}
