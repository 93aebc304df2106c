import type { AwsJsonClient } from './services/aws-json-client.ts';

export interface Queue {
  logicalId: string;
  name: string;
  url: string;
  visibilityTimeoutMs: number;
  /** ARN of its dead-letter queue. */
  deadLetterArn: string | undefined;
  /** ARNs of the queues that may use it as their dead-letter queue, where it names them. */
  lettersOf: readonly string[];
  /** The functions that it feeds, by logical id. */
  consumers: string[];
}

/** A queue's subscription to a topic. */
export interface Subscription {
  queueArn: string;
  /** ARN of the dead-letter queue for undeliverable messages. */
  deadLetterArn: string | undefined;
}

/** All queues of a cloud. */
export interface Queues {
  readonly sqs: AwsJsonClient;
  /** By ARN. */
  readonly queues: ReadonlyMap<string, Queue>;
  readonly subscriptions: readonly Subscription[];
}
