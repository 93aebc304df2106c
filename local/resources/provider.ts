import type { AboutCloud } from '../api/about-cloud.ts';
import type { RestApi } from '../api/rest-api.ts';
import type { EventApi } from '../appsync/event-api.ts';
import type { EventSourceMapping } from '../event-source/event-source-mapping.ts';
import type { OnPollerCall } from '../event-source/poller-call.ts';
import type { Interception } from '../interception/interception.ts';
import type { Concurrency } from '../lambda/concurrency.ts';
import type { CloudLimits } from '../limits.ts';
import type { OnLog } from '../log-entry.ts';
import type { ProcessorLoad } from '../processor.ts';
import type { Queue, Subscription } from '../queues.ts';
import type { Semaphore } from '../semaphore.ts';
import type { SecretsManager } from '../services/secrets-manager.ts';
import type { SnsClient } from '../services/sns-client.ts';
import type { ResourceIdentity } from '../stack-scope.ts';

/** A resource of the template, its properties resolved. */
export interface Resource {
  logicalId: string;
  type: string;
  properties: Record<string, unknown>;
}

/** What providers need to create resources, and the registry of the running ones. */
export interface Stack extends AboutCloud {
  name: string;
  limits: Required<CloudLimits>;
  /** In order of preference. */
  apiPorts: readonly number[];
  sweepIntervalMs: number;
  sweepAheadMs: number;
  onLog: OnLog | undefined;
  onPollerCall: OnPollerCall | undefined;
  /** Removed when the cloud stops. */
  temporaryDirectory: string;
  assetDirectory(objectKey: string): string;
  clientEnvironment: Record<string, string>;
  interception: Interception | undefined;
  sns: SnsClient;
  secrets: SecretsManager;
  startGate: Semaphore;
  /** For the functions without reserved concurrency. */
  concurrency: Concurrency;
  processor: ProcessorLoad;
  /** By ARN. */
  queues: Map<string, Queue>;
  subscriptions: Subscription[];
  /** By API id. */
  apis: Map<string, RestApi>;
  /** By API id. */
  eventApis: Map<string, EventApi>;
  mappings: EventSourceMapping[];
  sweepers: { stop(): Promise<void> }[];
  /** Set once every resource exists. */
  description: AboutCloud['description'];
}

/** Creates one resource. Throws UnsupportedResourceError for a property that it cannot honour. */
export type Provider = (resource: Resource, stack: Stack) => Promise<ResourceIdentity> | ResourceIdentity;
