import { rm } from 'node:fs/promises';
import { type Cloud, type CloudOptions, type LogEntry, startCloud } from '../../../local/index.ts';
import { AwsJsonClient } from '../../../local/services/aws-json-client.ts';
import { SnsClient } from '../../../local/services/sns-client.ts';
import { type AssemblyParts, assemblyOf } from './assembly.ts';
import { LogTail } from './log-tail.ts';

/** A running cloud with what tests do to it. */
export interface TestCloud extends Cloud {
  log: LogTail;
  sqs: AwsJsonClient;
  dynamodb: AwsJsonClient;
  sns: SnsClient;
  /** Sends a body to a queue, by its logical id. */
  send(queueId: string, body: string, more?: Record<string, unknown>): Promise<void>;
  /** Waits for a message in a queue that has no event source mapping. */
  receive(queueId: string): Promise<{ Body: string; Attributes: Record<string, string> }>;
}

export async function testCloud(
  parts: AssemblyParts,
  options: Omit<CloudOptions, 'assemblyDirectory' | 'onLog'> = {},
): Promise<TestCloud> {
  const assemblyDirectory = await assemblyOf(parts);
  const log = new LogTail();
  const cloud = await startCloud({ ...options, assemblyDirectory, onLog: (entry: LogEntry) => log.add(entry) });
  const sqs = new AwsJsonClient(cloud.environment.AWS_ENDPOINT_URL ?? '', 'AmazonSQS');
  const dynamodb = new AwsJsonClient(cloud.environment.AWS_ENDPOINT_URL_DYNAMODB ?? '', 'DynamoDB_20120810');
  const sns = new SnsClient(cloud.environment.AWS_ENDPOINT_URL ?? '');
  const queueUrl = (queueId: string) => cloud.physicalIds[queueId];
  return {
    ...withoutApiUrl(cloud),
    get apiUrl() {
      return cloud.apiUrl;
    },
    log,
    sqs,
    dynamodb,
    sns,
    async send(queueId, body, more = {}) {
      await sqs.call('SendMessage', { QueueUrl: queueUrl(queueId), MessageBody: body, ...more });
    },
    async receive(queueId) {
      const input = { QueueUrl: queueUrl(queueId), WaitTimeSeconds: 20, MessageSystemAttributeNames: ['All'] };
      while (true) {
        const { Messages = [] } = await sqs.call<{ Messages?: never[] }>('ReceiveMessage', input);
        for (const message of Messages) return message;
      }
    },
    async stop() {
      for (const client of [sqs, dynamodb, sns]) client.close();
      await cloud.stop();
      await rm(assemblyDirectory, { recursive: true, force: true });
    },
  };
}

/** Spreading would evaluate the getter, which throws when there is no API. */
function withoutApiUrl(cloud: Cloud): Omit<Cloud, 'apiUrl'> {
  const { outputs, environment, physicalIds, ignored, timings, outbox, databaseRequests, invoke } = cloud;
  const { killWorkers, limitConcurrency, functions, replaceCode, stop } = cloud;
  const state = { outputs, environment, physicalIds, ignored, timings, outbox, databaseRequests };
  return { ...state, invoke, killWorkers, limitConcurrency, functions, replaceCode, stop };
}
