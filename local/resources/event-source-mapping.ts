import { randomUUID } from 'node:crypto';
import { UnsupportedResourceError } from '../errors.ts';
import { EventSourceMapping } from '../event-source/event-source-mapping.ts';
import { watchCalls } from '../event-source/poller-call.ts';
import { QueueReader } from '../event-source/queue-reader.ts';
import type { Pool } from '../lambda/pool.ts';
import type { Queue } from '../queues.ts';
import type { Provider, Resource, Stack } from './provider.ts';

interface MappingProperties {
  EventSourceArn?: string;
  FunctionName: string;
  BatchSize?: number | string;
  MaximumBatchingWindowInSeconds?: number | string;
  ScalingConfig?: { MaximumConcurrency?: number | string };
  FunctionResponseTypes?: string[];
  FilterCriteria?: unknown;
  Enabled?: boolean | string;
}

const DEFAULT_BATCH_SIZE = 10;
/** AWS's initial number, even when the function has less concurrency than that. */
const INITIAL_CONCURRENCY = 5;

export const createEventSourceMapping: Provider = (resource, stack) => {
  const properties = resource.properties as unknown as MappingProperties;
  const queue = sourceQueue(resource, properties, stack);
  const mapping = mappingOf(properties, queue, stack);
  if (String(properties.Enabled ?? true) === 'true') {
    stack.mappings.push(mapping);
    mapping.start();
  }
  const id = randomUUID();
  return { ref: id, attributes: { Id: id } };
};

function sourceQueue({ logicalId, type }: Resource, properties: MappingProperties, stack: Stack): Queue {
  if (properties.FilterCriteria) throw new UnsupportedResourceError(logicalId, type, 'FilterCriteria is not supported');
  const queue = stack.queues.get(properties.EventSourceArn ?? '');
  if (!queue)
    throw new UnsupportedResourceError(logicalId, type, `${properties.EventSourceArn} is not a queue of the stack`);
  return queue;
}

function mappingOf(properties: MappingProperties, queue: Queue, stack: Stack): EventSourceMapping {
  const pool = stack.functions.get(properties.FunctionName);
  queue.consumers.push(pool.spec.logicalId);
  const watch = watchCalls(pool.spec.name, stack.onPollerCall);
  return new EventSourceMapping({
    queueName: queue.name,
    reader: new QueueReader(stack.sqs, queue.url, watch),
    functionName: pool.spec.name,
    invoke: (event) => pool.invoke(event),
    watch,
    visibilityTimeoutMs: queue.visibilityTimeoutMs,
    batchSize: Number(properties.BatchSize ?? DEFAULT_BATCH_SIZE),
    windowSeconds: Number(properties.MaximumBatchingWindowInSeconds ?? 0),
    maxConcurrency: concurrencyOf(properties, pool),
    lateMs: () => pool.lateMs,
    watchProcessors: () => stack.processor.watch(),
    maxPollers: stack.limits.pollersPerMapping,
    reportsBatchItemFailures: properties.FunctionResponseTypes?.includes('ReportBatchItemFailures') ?? false,
    onLog: stack.onLog,
    onDelivery: stack.messages && ((message) => stack.messages?.add(message)),
  });
}

function concurrencyOf({ ScalingConfig }: MappingProperties, pool: Pool): number {
  return Number(ScalingConfig?.MaximumConcurrency ?? Math.max(INITIAL_CONCURRENCY, pool.spec.maxConcurrency));
}
