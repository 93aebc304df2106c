import { randomUUID } from 'node:crypto';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { QueueHandler } from '../../adapters/lambda/queue-handler.ts';

/** A record as an event source mapping hands it to a function, delivered for the first time. */
export function aRecord(body: unknown, attributes: Partial<SQSRecord['attributes']> = {}): SQSRecord {
  const sentAt = String(Date.now());
  return {
    messageId: randomUUID(),
    receiptHandle: randomUUID(),
    body: typeof body === 'string' ? body : JSON.stringify(body),
    attributes: {
      ApproximateReceiveCount: '1',
      SentTimestamp: sentAt,
      SenderId: 'test',
      ApproximateFirstReceiveTimestamp: sentAt,
      ...attributes,
    },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:test',
    awsRegion: 'us-east-1',
  };
}

export const aContext = (): Context =>
  ({
    functionName: 'test',
    functionVersion: '1',
    invokedFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:test',
    memoryLimitInMB: '256',
    awsRequestId: randomUUID(),
    logGroupName: 'test',
    logStreamName: 'test',
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => 10_000,
  }) as Context;

/** Hands records to a handler as one batch; returns the ids of those that failed, in the order of the records. */
export async function deliver(handler: QueueHandler, ...records: readonly SQSRecord[]): Promise<string[]> {
  const event: SQSEvent = { Records: [...records] };
  const response: SQSBatchResponse = await handler(event, aContext());
  const failed = response.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
  const known = records.map(({ messageId }) => messageId).filter((messageId) => failed.includes(messageId));
  if (known.length !== failed.length) throw new Error(`Reported as failed: ${failed.join(', ')}.`);
  return known;
}
