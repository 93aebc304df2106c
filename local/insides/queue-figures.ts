import type { Queue, Queues } from '../queues.ts';

/** The current content of a queue. */
export interface QueueFigures {
  readonly logicalId: string;
  readonly name: string;
  readonly url: string;
  /** Visible messages. */
  readonly visible: number;
  /** Messages in flight. */
  readonly inFlight: number;
  /** Delayed messages. */
  readonly delayed: number;
  /** The functions that it feeds, by logical id. */
  readonly consumers: readonly string[];
  /**
   * The sources of the dead letters in it: messages that a queue has given up, that a topic could not deliver, or that the
   * function moves here itself.
   */
  readonly deadLettersOf: readonly {
    readonly logicalId: string;
    readonly givenUpBy: 'queue' | 'subscription' | 'function';
  }[];
}

const counts = [
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesNotVisible',
  'ApproximateNumberOfMessagesDelayed',
] as const;

/** Counts the messages of every queue. */
export async function queueFigures({ sqs, queues, subscriptions }: Queues): Promise<QueueFigures[]> {
  const idOf = (arn: string) => queues.get(arn)?.logicalId ?? arn;
  const holdsFor = (arn: string): QueueFigures['deadLettersOf'] => [
    ...[...queues.values()]
      .filter(({ deadLetterArn }) => deadLetterArn === arn)
      .map(({ logicalId }) => ({ logicalId, givenUpBy: 'queue' as const })),
    ...(queues.get(arn)?.lettersOf ?? [])
      .filter((source) => queues.get(source)?.deadLetterArn === undefined)
      .map((source) => ({ logicalId: idOf(source), givenUpBy: 'function' as const })),
    ...subscriptions
      .filter(({ deadLetterArn }) => deadLetterArn === arn)
      .map(({ queueArn }) => ({ logicalId: idOf(queueArn), givenUpBy: 'subscription' as const })),
  ];
  const figuresOf = async ([arn, { logicalId, name, url, consumers }]: [string, Queue]): Promise<QueueFigures> => {
    const input = { QueueUrl: url, AttributeNames: counts };
    const { Attributes = {} } = await sqs.call<{ Attributes?: Record<string, string> }>('GetQueueAttributes', input);
    const [visible, inFlight, delayed] = counts.map((count) => Number(Attributes[count] ?? 0)) as [
      number,
      number,
      number,
    ];
    return { logicalId, name, url, visible, inFlight, delayed, consumers, deadLettersOf: holdsFor(arn) };
  };
  return Promise.all([...queues].map(figuresOf));
}
