import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { inject } from 'vitest';
import { asDriver, asRider } from '../../cli/callers.ts';
import { DriverHeartbeats } from '../../cli/driver-heartbeats.ts';
import type { DriverReport } from '../../core/messages.ts';
import type { Point } from '../../core/point.ts';
import type { Product } from '../../core/products.ts';
import { type Cloud, type CloudOptions, type LogEntry, startCloud } from '../../local/index.ts';

/** An answer of the API. */
export interface Answer<Body = Record<string, unknown>> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

/** The stack on an embedded cloud of the test's own, on ports of its own. */
export interface RunningStack {
  readonly cloud: Cloud;
  readonly dynamo: DynamoDBDocumentClient;
  readonly sns: SNSClient;
  readonly sqs: SQSClient;
  /** What the functions have logged so far. */
  readonly logs: readonly LogEntry[];
  /** Sends a request to the API as a rider of the test's own unless a header says otherwise. */
  call<Body = Record<string, unknown>>(
    method: string,
    path: string,
    options?: { readonly body?: unknown; readonly headers?: Record<string, string> },
  ): Promise<Answer<Body>>;
  /** Puts a driver on shift, who goes on reporting until the stack stops. */
  driver(position: Point, product?: Product): Promise<string>;
  stop(): Promise<void>;
}

interface ParkedDriver extends DriverReport {
  readonly driverId: string;
}

/** How the embedded cloud of a test differs from the usual one. */
export type StackOptions = Omit<CloudOptions, 'assemblyDirectory'>;

/** Starts the stack. `assemblyDirectory` is for a stack of the test's own. */
export async function startStack(
  assemblyDirectory = inject('assemblyDirectory'),
  options: StackOptions = {},
): Promise<RunningStack> {
  const logs: LogEntry[] = [];
  const onLog = (entry: LogEntry) => {
    logs.push(entry);
    options.onLog?.(entry);
  };
  const cloud = await startCloud({ ...options, assemblyDirectory, onLog });
  const riderId = `rider-${randomUUID()}`;

  const call: RunningStack['call'] = async (method, path, { body, headers = {} } = {}) => {
    const response = await fetch(new URL(path, cloud.apiUrl), {
      method,
      headers: { 'Content-Type': 'application/json', ...(await asRider(riderId)), ...headers },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === '' ? {} : JSON.parse(text) };
  };

  const report = async ({ driverId, ...body }: ParkedDriver) => {
    const { status } = await call('PUT', `drivers/${driverId}`, { headers: await asDriver(driverId), body });
    if (status !== 200) throw new Error(`The driver's report was answered ${status}.`);
  };
  const heartbeats = new DriverHeartbeats(report);

  return {
    cloud,
    ...clientsOf(cloud),
    logs,
    call,
    driver: async (position, product = 'standard') => {
      const driver = { driverId: `driver-${randomUUID()}`, position, product, onShift: true };
      await report(driver);
      heartbeats.add(driver);
      return driver.driverId;
    },
    stop: async () => {
      await heartbeats.stop();
      await cloud.stop();
    },
  };
}

function clientsOf({ environment }: Cloud) {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const region = environment.AWS_REGION ?? 'us-east-1';
  const endpoint = environment.AWS_ENDPOINT_URL ?? '';
  const dynamoEndpoint = environment.AWS_ENDPOINT_URL_DYNAMODB ?? '';
  return {
    dynamo: DynamoDBDocumentClient.from(new DynamoDBClient({ region, credentials, endpoint: dynamoEndpoint })),
    sns: new SNSClient({ region, credentials, endpoint }),
    sqs: new SQSClient({ region, credentials, endpoint }),
  };
}
