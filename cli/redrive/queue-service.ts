/** A queue of the stack, as it was when the queues were listed. */
export interface Queue {
  readonly name: string;
  readonly url: string;
  readonly arn: string;
  /** ARN of the queue that it gives up messages to. */
  readonly deadLetterArn?: string | undefined;
  /** ARNs of the queues that it may take dead letters of, where it says so. */
  readonly lettersOf?: readonly string[] | undefined;
  /** How many messages lie in it, those that a reader has in hand included. SQS promises no more than an estimate. */
  readonly count: number;
}

/** A queue's subscription to a topic, and the queue for what the topic could not deliver. */
export interface Subscription {
  readonly queueArn: string;
  readonly deadLetterArn: string;
}

/** What goes with a message's body, by name. */
export type MessageAttributes = Readonly<
  Record<string, { readonly DataType: string; readonly StringValue?: string; readonly BinaryValue?: Uint8Array }>
>;

export interface Message {
  readonly id: string;
  /** What this receive of the message is deleted or shown again by. */
  readonly receipt: string;
  readonly body: string;
  readonly attributes: MessageAttributes;
  /** Whose message it is, where the queue was told. */
  readonly group?: string | undefined;
  /** Epoch milliseconds. For a message that its queue gave up, when it was first sent to that queue. */
  readonly sentAt: number;
}

/** SQS's own way of moving dead letters. */
export interface MoveTask {
  /** There while it runs. */
  readonly handle?: string | undefined;
  readonly status: string;
  /** Epoch milliseconds; tells one task of a queue from another. */
  readonly startedAt: number;
  readonly moved: number;
  /** How many there were at its start. */
  readonly toMove?: number | undefined;
  readonly failure?: string | undefined;
}

/** What a redrive needs of SQS and SNS. Every method throws `QueueServiceError`. */
export interface QueueService {
  /** All queues of the stack. */
  queues(): Promise<Queue[]>;
  /** Those of the subscriptions of these queues that have a dead-letter queue. */
  subscriptions(queueArns: ReadonlySet<string>): Promise<Subscription[]>;
  /** Takes up to ten messages, which others don't see for `hiddenSeconds`. None: there is none to be seen. */
  receive(queue: Queue, limit: number, hiddenSeconds: number): Promise<Message[]>;
  /** Puts received messages back in sight. */
  show(queue: Queue, messages: readonly Message[]): Promise<void>;
  /** Sends a copy of a message; returns its id. */
  send(queue: Queue, message: Message): Promise<string>;
  delete(queue: Queue, message: Message): Promise<void>;
  /** The latest move task from a dead-letter queue. Throws `MoveTasksUnsupportedError` where there are none such. */
  latestMoveTask(from: Queue): Promise<MoveTask | undefined>;
  /** Throws `MoveTasksUnsupportedError` where there are none such. */
  startMoveTask(from: Queue, to: Queue): Promise<void>;
  /** Does nothing when the task has ended meanwhile. */
  cancelMoveTask(handle: string): Promise<void>;
}
