import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import type { RecordHandler } from './queue-handler.ts';
import { UnreadableMessageError } from './read-record.ts';
import { logger } from './telemetry.ts';

/**
 * Handles the records of a queue without a redrive policy, so that no number of failures removes a message. An unreadable
 * message, which would be redelivered for ever, is sent to the dead-letter queue here.
 */
export const withoutRedrive =
  (client: SQSClient, deadLetterQueueUrl: string, ofBatch: (records: readonly SQSRecord[]) => RecordHandler) =>
  (records: readonly SQSRecord[]): RecordHandler => {
    const handle = ofBatch(records);
    return async (record) => {
      try {
        await handle(record);
      } catch (error) {
        if (!(error instanceof UnreadableMessageError)) throw error;
        logger.error('message moved to the dead-letter queue', { messageId: record.messageId, error });
        await client.send(new SendMessageCommand({ QueueUrl: deadLetterQueueUrl, MessageBody: record.body }));
      }
    };
  };
