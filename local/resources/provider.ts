import type { RestApi } from '../api/rest-api.ts';
import type { EventApi } from '../appsync/event-api.ts';
import type { CloudDescription } from '../cloud-description.ts';
import type { EventSourceMapping } from '../event-source/event-source-mapping.ts';
import type { OnPollerCall } from '../event-source/poller-call.ts';
import type { Interception } from '../interception/interception.ts';
import type { Functions } from '../lambda/functions.ts';
import type { CloudLimits } from '../limits.ts';
import type { LogBuffer } from '../log-buffer.ts';
import type { OnLog } from '../log-entry.ts';
import type { Semaphore } from '../semaphore.ts';
import type { AwsJsonClient } from '../services/aws-json-client.ts';
import type { SecretsManager } from '../services/secrets-manager.ts';
import type { SnsClient } from '../services/sns-client.ts';
import type { ResourceIdentity } from '../stack-scope.ts';

/** A resource of the template, its properties resolved. */
export interface Resource {
  logicalId: string;
  type: string;
  properties: Record<string, unknown>;
}

export interface Queue {
  name: string;
  url: string;
  visibilityTimeoutMs: number;
}

/** What resources are made with, and where the running ones are kept. */
export interface Stack {
  name: string;
  limits: Required<CloudLimits>;
  apiPort: number;
  sweepIntervalMs: number;
  sweepAheadMs: number;
  onLog: OnLog | undefined;
  /** Undefined where none are kept. */
  logs: LogBuffer | undefined;
  onPollerCall: OnPollerCall | undefined;
  /** Removed when the cloud stops. */
  temporaryDirectory: string;
  assetDirectory(objectKey: string): string;
  clientEnvironment: Record<string, string>;
  interception: Interception | undefined;
  sqs: AwsJsonClient;
  dynamodb: AwsJsonClient;
  sns: SnsClient;
  secrets: SecretsManager;
  startGate: Semaphore;
  functions: Functions;
  /** By ARN. */
  queues: Map<string, Queue>;
  /** By API id. */
  apis: Map<string, RestApi>;
  /** By API id. */
  eventApis: Map<string, EventApi>;
  mappings: EventSourceMapping[];
  sweepers: { stop(): Promise<void> }[];
  /** There once every resource is. */
  description: CloudDescription | undefined;
}

/** Brings one resource up. Throws UnsupportedResourceError for a property that it cannot honour. */
export type Provider = (resource: Resource, stack: Stack) => Promise<ResourceIdentity> | ResourceIdentity;
