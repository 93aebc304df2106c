import type { AwsJsonClient } from '../services/aws-json-client.ts';
import type { WatchCall } from './poller-call.ts';
import type { ReceivedMessage } from './record.ts';

/** The maximum of messages that SQS returns or deletes per call. */
export const MAX_MESSAGES_PER_CALL = 10;
const LONG_POLL_SECONDS = 20;

export interface BatchLimits {
  batchSize: number;
  /** How long to wait for more messages after the first; 0 takes what is available. */
  windowSeconds: number;
}

/** Reads one queue in batches. */
export class QueueReader {
  readonly #sqs: AwsJsonClient;
  readonly #queueUrl: string;
  readonly #watch: WatchCall;

  constructor(sqs: AwsJsonClient, queueUrl: string, watch: WatchCall) {
    this.#sqs = sqs;
    this.#queueUrl = queueUrl;
    this.#watch = watch;
  }

  /**
   * Waits for messages, then collects up to a batch of them. Resolves to an empty batch when the long poll ends without any.
   */
  async receiveBatch({ batchSize, windowSeconds }: BatchLimits, signal: AbortSignal): Promise<ReceivedMessage[]> {
    const batch = await this.#receive(batchSize, LONG_POLL_SECONDS, signal);
    if (batch.length === 0 || windowSeconds === 0) return batch;
    const windowEnd = Date.now() + windowSeconds * 1000;
    for (let leftMs = windowSeconds * 1000; leftMs > 0 && batch.length < batchSize; leftMs = windowEnd - Date.now()) {
      // A fraction of a second, which SQS itself would reject: the window must not end late.
      const waitSeconds = Math.min(LONG_POLL_SECONDS, leftMs / 1000);
      batch.push(...(await this.#receive(batchSize - batch.length, waitSeconds, signal)));
    }
    return batch;
  }

  async delete(messages: readonly ReceivedMessage[]): Promise<void> {
    for (const Entries of pagesOf(messages)) {
      const input = { QueueUrl: this.#queueUrl, Entries };
      await this.#watch(
        'DeleteMessageBatch',
        () => this.#sqs.call('DeleteMessageBatch', input),
        () => Entries.length,
      );
    }
  }

  /** Hides messages for this many seconds from now. Messages that were deleted or received again are skipped. */
  async hide(messages: readonly ReceivedMessage[], seconds: number): Promise<void> {
    for (const Entries of pagesOf(messages, { VisibilityTimeout: seconds })) {
      await this.#sqs.call('ChangeMessageVisibilityBatch', { QueueUrl: this.#queueUrl, Entries });
    }
  }

  async #receive(limit: number, waitSeconds: number, signal: AbortSignal): Promise<ReceivedMessage[]> {
    const input = {
      QueueUrl: this.#queueUrl,
      MaxNumberOfMessages: Math.min(MAX_MESSAGES_PER_CALL, limit),
      WaitTimeSeconds: waitSeconds,
      MessageSystemAttributeNames: ['All'],
      MessageAttributeNames: ['All'],
    };
    const { Messages = [] } = await this.#watch(
      'ReceiveMessage',
      () => this.#sqs.call<{ Messages?: ReceivedMessage[] }>('ReceiveMessage', input, signal),
      (output) => output.Messages?.length ?? 0,
    );
    return Messages;
  }
}

/** The entries of successive calls about these messages, each with the given attributes. */
function pagesOf(messages: readonly ReceivedMessage[], said: Readonly<Record<string, unknown>> = {}) {
  const entries = messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle, ...said }));
  return Array.from({ length: Math.ceil(entries.length / MAX_MESSAGES_PER_CALL) }, (_, page) =>
    entries.slice(page * MAX_MESSAGES_PER_CALL, (page + 1) * MAX_MESSAGES_PER_CALL),
  );
}
