import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { variables } from '../../core/names.ts';
import { GivenUpError, type RetryPolicy, soonAgain } from '../../core/retry.ts';
import type { RecordFailed } from '../../core/ride-lines.ts';
import { environment } from '../environment.ts';
import { idsOfRecord } from './ids-of-record.ts';
import { metricLines } from './metric-lines.ts';
import { UnreadableMessageError } from './read-record.ts';
import { retryLater } from './retry-later.ts';
import { logger } from './telemetry.ts';

/** Processes one record. It throws when the queue should redeliver the record. */
export type RecordHandler = (record: SQSRecord) => Promise<void>;

export type QueueHandler = (event: SQSEvent, context: Context) => Promise<SQSBatchResponse>;

/**
 * A handler of a queue's batches. The records are processed concurrently and fail individually: those that failed are
 * redelivered according to the retry policy, the others are not. `ofBatch` sees the whole batch first, for work that records
 * share.
 */
export function queueHandler(
  ofBatch: (records: readonly SQSRecord[]) => RecordHandler,
  retryAfter: RetryPolicy = soonAgain,
): QueueHandler {
  const [queueUrl] = environment(variables.queue);
  // Absent where the queue delivers a message until it is handled.
  const maxAttempts = Number(process.env[variables.maxAttempts] ?? Number.POSITIVE_INFINITY);
  const failed = (record: SQSRecord, error: unknown) => retry({ queueUrl, maxAttempts, retryAfter }, record, error);

  return middy<SQSEvent, SQSBatchResponse>()
    .use(injectLambdaContext(logger))
    .use(metricLines())
    .handler(async (event, context) => {
      const handle = ofBatch(event.Records);
      const handleOrRetry = async (record: SQSRecord) => {
        await handle(record).catch((error: unknown) => failed(record, error));
      };
      const options = { context, throwOnFullBatchFailure: false };
      return processPartialResponse(event, handleOrRetry, new BatchProcessor(EventType.SQS), options);
    }) as unknown as QueueHandler;
}

interface Retrying {
  readonly queueUrl: string;
  readonly maxAttempts: number;
  readonly retryAfter: RetryPolicy;
}

/**
 * Logs why a record failed and when it is redelivered. After a permanent failure the remaining attempts follow without delay.
 */
async function retry(
  { queueUrl, maxAttempts, retryAfter }: Retrying,
  record: SQSRecord,
  error: unknown,
): Promise<never> {
  const { messageId, attributes } = record;
  const attempt = Number(attributes.ApproximateReceiveCount);
  const isHopeless = error instanceof UnreadableMessageError || error instanceof GivenUpError;
  const seconds = isHopeless ? 0 : retryAfter(attempt, error);
  const next = attempt < maxAttempts ? { retryInSeconds: seconds } : { goesTo: 'dead-letter queue' as const };
  const failed: RecordFailed = { messageId, attempt, ...next, error: error as Error };
  logger.error('record failed', { ...idsOfRecord(record), ...failed });
  await retryLater(queueUrl, record, attempt < maxAttempts ? seconds : 0);
  throw error;
}
