import { type SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { rideRequestedSchema } from '../../core/messages.ts';
import type { Instant } from '../../core/time.ts';

/** Listens to `ride-requested`: the API's messages contain their publication time, which no record keeps. */
export class Publications {
  readonly #sqs: SQSClient;
  readonly #queueUrl: string;
  readonly #publishedAt = new Map<string, Instant>();

  private constructor(sqs: SQSClient, queueUrl: string) {
    this.#sqs = sqs;
    this.#queueUrl = queueUrl;
  }

  /** Subscribes its own queue to the topic. */
  static async of(sns: SNSClient, sqs: SQSClient, topicArn: string): Promise<Publications> {
    const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: 'bench-publications' }));
    const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }));
    const subscription = { TopicArn: topicArn, Protocol: 'sqs', Endpoint: Attributes?.QueueArn };
    await sns.send(new SubscribeCommand({ ...subscription, Attributes: { RawMessageDelivery: 'true' } }));
    return new Publications(sqs, QueueUrl);
  }

  /** Receives the latest publications, so that the queue stays short. */
  async read(): Promise<void> {
    const receive = new ReceiveMessageCommand({ QueueUrl: this.#queueUrl, MaxNumberOfMessages: 10 });
    for (;;) {
      const { Messages = [] } = await this.#sqs.send(receive);
      if (Messages.length === 0) return;
      this.#take(Messages);
      const Entries = Messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
      await this.#sqs.send(new DeleteMessageBatchCommand({ QueueUrl: this.#queueUrl, Entries }));
    }
  }

  /** When the API was about to publish a ride; undefined when that message was not received. */
  at(rideId: string): Instant | undefined {
    return this.#publishedAt.get(rideId);
  }

  #take(messages: readonly Message[]): void {
    for (const { Body = '' } of messages) {
      const { rideId, at } = rideRequestedSchema.parse(JSON.parse(Body));
      this.#publishedAt.set(rideId, at);
    }
  }
}
