/** A queue of the stack, at the time of listing. */
export interface Queue {
  readonly name: string;
  readonly url: string;
  readonly arn: string;
  /** ARN of its dead-letter queue. */
  readonly deadLetterArn?: string | undefined;
  /** ARNs of the queues that may use it as a dead-letter queue, if it restricts them. */
  readonly lettersOf?: readonly string[] | undefined;
  /** How many messages it contains, including those in flight. SQS gives only an approximation. */
  readonly count: number;
}

/** A queue's subscription to a topic, and its dead-letter queue for what the topic could not deliver. */
export interface Subscription {
  readonly queueArn: string;
  readonly deadLetterArn: string;
}

/** A message's attributes, by name. */
export type MessageAttributes = Readonly<
  Record<string, { readonly DataType: string; readonly StringValue?: string; readonly BinaryValue?: Uint8Array }>
>;

export interface Message {
  readonly id: string;
  /** The receipt handle, by which this receive is deleted or made visible again. */
  readonly receipt: string;
  readonly body: string;
  readonly attributes: MessageAttributes;
  /** The message group, if the message has one. */
  readonly group?: string | undefined;
  /** Epoch milliseconds. For a message that its queue gave up, when it was first sent to that queue. */
  readonly sentAt: number;
}

/** A message move task of SQS. */
export interface MoveTask {
  /** Present while it runs. */
  readonly handle?: string | undefined;
  readonly status: string;
  /** Epoch milliseconds; identifies a task of a queue. */
  readonly startedAt: number;
  readonly moved: number;
  /** The number of messages at its start. */
  readonly toMove?: number | undefined;
  readonly failure?: string | undefined;
}

/** What a redrive needs of SQS and SNS. Every method throws `QueueServiceError`. */
export interface QueueService {
  /** All queues of the stack. */
  queues(): Promise<Queue[]>;
  /** The subscriptions of these queues that have a dead-letter queue. */
  subscriptions(queueArns: ReadonlySet<string>): Promise<Subscription[]>;
  /** Receives up to ten messages, which stay hidden from others for `hiddenSeconds`. Empty if none is visible. */
  receive(queue: Queue, limit: number, hiddenSeconds: number): Promise<Message[]>;
  /** Makes received messages visible again. */
  show(queue: Queue, messages: readonly Message[]): Promise<void>;
  /** Sends a copy of a message; returns its id. */
  send(queue: Queue, message: Message): Promise<string>;
  delete(queue: Queue, message: Message): Promise<void>;
  /** The latest move task from a dead-letter queue. Throws `MoveTasksUnsupportedError`. */
  latestMoveTask(from: Queue): Promise<MoveTask | undefined>;
  /** Throws `MoveTasksUnsupportedError`. */
  startMoveTask(from: Queue, to: Queue): Promise<void>;
  /** Does nothing if the task has already ended. */
  cancelMoveTask(handle: string): Promise<void>;
}
