import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import middy from '@middy/core';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { logger, metrics } from './telemetry.ts';

/** What is done with one record. It throws when the queue should deliver the record again. */
export type RecordHandler = (record: SQSRecord) => Promise<void>;

export type QueueHandler = (event: SQSEvent, context: Context) => Promise<SQSBatchResponse>;

/**
 * A handler of a queue's batches. The records are worked on side by side and fail one by one: those that failed come
 * back, the others don't. `ofBatch` sees the whole batch first, for work that records share.
 */
export function queueHandler(ofBatch: (records: readonly SQSRecord[]) => RecordHandler): QueueHandler {
  return middy<SQSEvent, SQSBatchResponse>()
    .use(injectLambdaContext(logger))
    .use(logMetrics(metrics))
    .handler(async (event, context) => {
      const handle = ofBatch(event.Records);
      const processor = new BatchProcessor(EventType.SQS);
      return processPartialResponse(event, (record: SQSRecord) => logged(handle, record), processor, {
        context,
        throwOnFullBatchFailure: false,
      });
    }) as unknown as QueueHandler;
}

async function logged(handle: RecordHandler, record: SQSRecord): Promise<void> {
  try {
    await handle(record);
  } catch (error) {
    const { messageId, attributes } = record;
    logger.error('record failed', { messageId, attempt: attributes.ApproximateReceiveCount, error: error as Error });
    throw error;
  }
}
