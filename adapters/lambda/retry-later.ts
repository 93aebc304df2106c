import { ChangeMessageVisibilityCommand } from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import { sqs } from '../clients.ts';
import { idsOfRecord } from './ids-of-record.ts';
import { logger } from './telemetry.ts';

/**
 * Schedules the redelivery of a failed record in `seconds`, rather than at the end of the queue's visibility timeout: that
 * one is made for functions that hang, and is longer than a rider waits. When this fails, the visibility timeout still
 * applies.
 */
export async function retryLater(queueUrl: string, record: SQSRecord, seconds: number): Promise<void> {
  const { receiptHandle, messageId } = record;
  const change = { QueueUrl: queueUrl, ReceiptHandle: receiptHandle, VisibilityTimeout: seconds };
  await sqs()
    .send(new ChangeMessageVisibilityCommand(change))
    .catch((error: Error) => logger.warn('retry delay not set', { ...idsOfRecord(record), messageId, error }));
}
