import type { AwsJsonClient } from './services/aws-json-client.ts';

export interface Queue {
  logicalId: string;
  name: string;
  url: string;
  visibilityTimeoutMs: number;
  /** ARN of the queue that it gives up messages to. */
  deadLetterArn: string | undefined;
  /** ARNs of the queues that it may take dead letters of, where it says so. */
  lettersOf: readonly string[];
  /** The functions that it feeds, by logical id. */
  consumers: string[];
}

/** A queue's subscription to a topic. */
export interface Subscription {
  queueArn: string;
  /** ARN of the queue for what the topic could not deliver. */
  deadLetterArn: string | undefined;
}

/** All queues of a cloud. */
export interface Queues {
  readonly sqs: AwsJsonClient;
  /** By ARN. */
  readonly queues: ReadonlyMap<string, Queue>;
  readonly subscriptions: readonly Subscription[];
}
