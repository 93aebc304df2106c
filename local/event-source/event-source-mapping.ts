import { setTimeout as delay } from 'node:timers/promises';
import { ThrottledError } from '../errors.ts';
import type { DeliveredMessage } from '../insides/delivered-message.ts';
import type { OnLog } from '../log-entry.ts';
import { BatchWindow, type Place } from './batch-window.ts';
import { failedMessages } from './failed-messages.ts';
import type { WatchCall } from './poller-call.ts';
import { type BatchLimits, MAX_MESSAGES_PER_CALL, type QueueReader } from './queue-reader.ts';
import { type ReceivedMessage, toRecord } from './record.ts';

export interface MappingOptions extends BatchLimits {
  queueName: string;
  reader: QueueReader;
  functionName: string;
  invoke(event: unknown): Promise<unknown>;
  watch: WatchCall;
  /** How long a received message stays hidden, which is how long a throttled batch is retried. */
  visibilityTimeoutMs: number;
  /** The maximum of concurrent batches of the function. */
  maxConcurrency: number;
  /** By how many milliseconds the function's workers are late. */
  lateMs(): number;
  /** Returns a function that tells whether this process has saturated the machine's processors since. */
  watchProcessors(): () => boolean;
  /** The maximum of pollers that wait for messages. */
  maxPollers: number;
  reportsBatchItemFailures: boolean;
  onLog?: OnLog | undefined;
  /** Receives each message that the function is given. */
  onDelivery?: ((message: DeliveredMessage) => void) | undefined;
}

const FIRST_BACK_OFF_MS = 50;
const LONGEST_BACK_OFF_MS = 2_000;

/** How long before its messages become visible again a batch under way extends their visibility timeout. */
const BEFORE_VISIBLE_MS = 750;

/**
 * Feeds a queue's messages to a function. A poller that has received a batch hands it over and polls again at once, so that
 * batches run concurrently. As on AWS, pollers scale with the load: a full batch adds a poller, and an empty receive removes
 * one, down to one. (If all of them waited, each message would wake all of them.)
 */
export class EventSourceMapping {
  readonly #options: MappingOptions;
  readonly #window: BatchWindow;
  readonly #stopping = new AbortController();
  readonly #batches = new Set<Promise<void>>();
  #pollers = 0;

  constructor(options: MappingOptions) {
    this.#options = options;
    this.#window = new BatchWindow({ ...options, maxBatches: options.maxConcurrency });
  }

  start(): void {
    this.#addPoller();
  }

  /** Stops receiving, and resolves when the batches under way have finished. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await Promise.all(this.#batches);
  }

  #addPoller(): void {
    this.#pollers += 1;
    void this.#poll().finally(() => {
      this.#pollers -= 1;
    });
  }

  async #poll(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      const place = await this.#window.acquire();
      const batch = await this.#receive();
      place.fill(batch.length);
      if (batch.length > 0) this.#handOver(batch, place);
      else place.release(false);
      if (batch.length === 0 && this.#pollers > 1) return;
      if (isFull(batch, this.#options.batchSize) && this.#pollers < this.#options.maxPollers) this.#addPoller();
    }
  }

  async #receive(): Promise<ReceivedMessage[]> {
    const { signal } = this.#stopping;
    try {
      return await this.#options.reader.receiveBatch(this.#options, signal);
    } catch (error) {
      if (signal.aborted) return [];
      this.#log(`Cannot receive from ${this.#options.queueName}: ${error}`);
      await this.#pause(LONGEST_BACK_OFF_MS);
      return [];
    }
  }

  #handOver(messages: ReceivedMessage[], place: Place): void {
    this.#tell(messages);
    const batch = this.#process(messages, place).finally(() => {
      this.#batches.delete(batch);
    });
    this.#batches.add(batch);
  }

  #tell(messages: ReceivedMessage[]): void {
    const { queueName, functionName, onDelivery } = this.#options;
    for (const { MessageId: messageId, Body: line, Attributes } of messages) {
      const attempt = Number(Attributes?.ApproximateReceiveCount ?? 1);
      onDelivery?.({ at: Date.now(), functionName, queueName, messageId, attempt, line });
    }
  }

  /** Failed messages stay in the queue: they are redelivered when their visibility timeout ends. */
  async #process(messages: ReceivedMessage[], place: Place): Promise<void> {
    let succeeded: ReceivedMessage[] = [];
    const shown = this.#keepHidden(messages);
    try {
      succeeded = this.#succeeded(messages, await this.#invoke(messages));
    } catch (error) {
      this.#log(`A batch of ${messages.length} from ${this.#options.queueName} failed: ${(error as Error).message}`);
    }
    shown();
    place.release(succeeded.length === messages.length);
    await this.#delete(succeeded);
  }

  /** A message that cannot be deleted is redelivered. */
  async #delete(messages: ReceivedMessage[]): Promise<void> {
    try {
      await this.#options.reader.delete(messages);
    } catch (error) {
      this.#log(`Cannot delete from ${this.#options.queueName}: ${(error as Error).message}`);
    }
  }

  /**
   * Keeps messages hidden while the function handles them. The visibility timeout exceeds the function's time-out, but the
   * function's own time slows down on a busy machine, and the queue's does not. Returns a function that stops this.
   */
  #keepHidden(messages: ReceivedMessage[]): () => void {
    const { visibilityTimeoutMs, reader } = this.#options;
    const shortlyBefore = Math.max(1, visibilityTimeoutMs - BEFORE_VISIBLE_MS);
    const timer = setInterval(() => {
      reader.hide(messages, Math.ceil(visibilityTimeoutMs / 1000)).catch((error: Error) => {
        this.#log(`Cannot hide messages of ${this.#options.queueName}: ${error.message}`);
      });
    }, shortlyBefore);
    return () => clearInterval(timer);
  }

  #succeeded(messages: ReceivedMessage[], payload: unknown): ReceivedMessage[] {
    if (!this.#options.reportsBatchItemFailures) return messages;
    const failed = failedMessages(
      payload,
      messages.map(({ MessageId }) => MessageId),
    );
    return messages.filter(({ MessageId }) => !failed.has(MessageId));
  }

  /** A throttled batch is retried until its messages would become visible to others. */
  async #invoke(messages: ReceivedMessage[]): Promise<unknown> {
    const Records = messages.map((message) => toRecord(message, this.#options.queueName));
    const visibleAt = Date.now() + this.#options.visibilityTimeoutMs;
    for (let backOffMs = FIRST_BACK_OFF_MS; ; backOffMs = Math.min(2 * backOffMs, LONGEST_BACK_OFF_MS)) {
      try {
        const { invoke, watch } = this.#options;
        return await watch(
          'Invoke',
          () => invoke({ Records }),
          () => Records.length,
        );
      } catch (error) {
        const isOver = this.#stopping.signal.aborted || Date.now() + backOffMs >= visibleAt;
        if (!(error instanceof ThrottledError) || isOver) throw error;
        await this.#pause(backOffMs);
      }
    }
  }

  async #pause(ms: number): Promise<void> {
    // An abort ends the pause early; the caller checks the signal itself.
    await delay(ms, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
  }

  #log(line: string): void {
    this.#options.onLog?.({ at: Date.now(), functionName: this.#options.functionName, stream: 'platform', line });
  }
}

/** Whether the batch is as large as requested, so that the queue may have more. */
function isFull(batch: readonly ReceivedMessage[], batchSize: number): boolean {
  return batch.length >= Math.min(batchSize, MAX_MESSAGES_PER_CALL);
}
