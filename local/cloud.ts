import { availableParallelism } from 'node:os';
import type { SideRoute } from './api/about-cloud.ts';
import { type Assembly, readAssembly } from './assembly.ts';
import type { CloudDescription } from './cloud-description.ts';
import { NoRestApiError } from './errors.ts';
import type { OnPollerCall } from './event-source/poller-call.ts';
import { clientEnvironment } from './identity.ts';
import { Interception } from './interception/interception.ts';
import type { Intercept } from './interception/service-call.ts';
import { Concurrency } from './lambda/concurrency.ts';
import { Functions } from './lambda/functions.ts';
import { replaceCode } from './lambda/replace-code.ts';
import { type CloudLimits, DEFAULT_LIMITS } from './limits.ts';
import { LogBuffer, type LogLimits } from './log-buffer.ts';
import type { OnLog } from './log-entry.ts';
import { ProcessorLoad } from './processor.ts';
import { type Plan, type Provisioned, planOf, provision } from './provision.ts';
import type { Stack } from './resources/provider.ts';
import { Semaphore } from './semaphore.ts';
import { AwsJsonClient } from './services/aws-json-client.ts';
import { type MailService, type SentMail, startMailService } from './services/mail-service.ts';
import { type SecretsManager, startSecretsManager } from './services/secrets-manager.ts';
import { type DatabaseThread, type ServiceThread, startDynalite, startFauxqs } from './services/service-thread.ts';
import { SnsClient } from './services/sns-client.ts';
import { Stopwatch, type Timing } from './stopwatch.ts';
import { makeTemporaryDirectory, removeTemporaryDirectory } from './temporary-directory.ts';

export interface CloudOptions {
  /** A synthesized assembly (cdk.out). */
  assemblyDirectory: string;
  /** Port of the first REST API, or several, of which the first free one is used; 0 or absent takes any free one. */
  apiPort?: number | readonly number[];
  /** Needed only when the assembly has several stacks. */
  stackName?: string;
  /** Receives every line that a function writes. */
  onLog?: OnLog;
  /**
   * How much of the functions' output is kept for `/_cloud/logs`; false keeps none, and no messages for `/_cloud/messages`
   * either. Default: `DEFAULT_LOG_LIMITS`.
   */
  keptLogs?: LogLimits | false;
  /** A directory of files that is served at `/`. */
  site?: string;
  /** Further routes on the API's port. */
  routes?: readonly SideRoute[];
  /** Receives each call of the event source mappings, which `intercept` does not see: no function makes them. */
  onPollerCall?: OnPollerCall;
  limits?: CloudLimits;
  /** Decides what happens to each call that a function makes to a service. Without it, functions call the services directly. */
  intercept?: Intercept;
  /** How often items past their time to live are deleted. Default 10 minutes (on AWS it may take days). */
  sweepIntervalMs?: number;
  /** How much earlier than their time items are deleted, so that a test can expire records of a month. Default 0. */
  sweepAheadMs?: number;
  /** Grace period for invocations and requests under way when the cloud stops. Default 1 s. */
  stopGraceMs?: number;
}

/** A stack that runs on this machine. */
export interface Cloud extends CloudDescription {
  /** Of the first REST API and its first stage: `http://127.0.0.1:PORT/STAGE/`. Throws NoRestApiError if there is none. */
  readonly apiUrl: string;
  /** The resources that have no meaning locally. */
  readonly ignored: { logicalId: string; type: string }[];
  readonly timings: Timing[];
  /** Runs a function by its name, ARN or logical id. Throws FunctionError, ThrottledError or FunctionNotFoundError. */
  invoke(functionId: string, event: unknown): Promise<unknown>;
  /** The mails that were sent: none of them leaves this machine. */
  outbox(): SentMail[];
  /** How many DynamoDB requests functions have made so far through SDK clients, by function name. */
  databaseRequests(): Promise<Readonly<Record<string, number>>>;
  /**
   * Terminates all workers of a function, or of all functions, abruptly, as a failing host would. The next invocations get
   * fresh ones.
   */
  killWorkers(functionId?: string): Promise<void>;
  /** The functions, in the order of the template. */
  functions(): CloudFunction[];
  /**
   * Replaces a function's code by a copy of another directory. Invocations that are under way finish with the old code; from the
   * call on, others wait for the new one, and functions that have such invocations load theirs first. Rejects with a
   * FunctionError where the new code cannot be loaded; the function keeps the old code then.
   */
  replaceCode(functionId: string, directory: string): Promise<void>;
  /**
   * Limits the concurrent invocations of a function, or of each function, as a change of its reserved concurrency at run time
   * would. Undefined: the limit that it was created with.
   */
  limitConcurrency(most: number | undefined, functionId?: string): void;
  /** Releases everything. Safe to call more than once. */
  stop(): Promise<void>;
}

/** A function of the stack. */
export interface CloudFunction {
  readonly logicalId: string;
  readonly name: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** The messages of some thousands of requests. */
const MESSAGE_LIMITS: LogLimits = { lines: 20_000, bytes: 32 * 1024 * 1024 };

const DEFAULTS = {
  sweepIntervalMs: 10 * 60 * 1000,
  stopGraceMs: 1_000,
};

/**
 * Brings up every resource of a synthesized stack on the loopback interface.
 * Throws UnsupportedResourceError, UnsupportedIntrinsicError, PortTakenError, TemporaryDirectoryError, AssemblyError or
 * StackChoiceError; then nothing is left running.
 */
export async function startCloud(options: CloudOptions): Promise<Cloud> {
  const stopwatch = new Stopwatch();
  const assembly = await stopwatch.time('read assembly', () =>
    readAssembly(options.assemblyDirectory, options.stackName),
  );
  // Rejects unsupported resources before anything is started.
  const plan = planOf(assembly);
  const temporaryDirectory = await makeTemporaryDirectory('cloud');
  const services = await stopwatch.time('start services', startServices);
  const stack = stackOf(assembly, services, temporaryDirectory, options);
  const stop = once(() => shutDown(stack, services, options));
  try {
    const provisioned = await stopwatch.time('create resources', () => provision(plan, stack));
    await stopwatch.time('warm functions', () => warm(stack));
    stack.description = { environment: stack.clientEnvironment, ...provisioned };
    return cloudOf(stack, services, plan, provisioned, stopwatch, stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

interface Services {
  fauxqs: ServiceThread;
  dynalite: DatabaseThread;
  secrets: SecretsManager;
  mail: MailService;
}

async function startServices(): Promise<Services> {
  const [fauxqs, dynalite, secrets, mail] = await Promise.all([
    startFauxqs(),
    startDynalite(),
    startSecretsManager(),
    startMailService(),
  ]);
  return { fauxqs, dynalite, secrets, mail };
}

function stackOf(assembly: Assembly, services: Services, temporaryDirectory: string, options: CloudOptions): Stack {
  const { fauxqs, dynalite, secrets, mail } = services;
  const endpoints = {
    fauxqs: fauxqs.endpoint,
    dynalite: dynalite.endpoint,
    secrets: secrets.endpoint,
    mail: mail.endpoint,
  };
  const logs = options.keptLogs === false ? undefined : new LogBuffer(options.keptLogs);
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  return {
    name: assembly.stackName,
    limits,
    apiPorts: [options.apiPort ?? 0].flat(),
    sweepIntervalMs: options.sweepIntervalMs ?? DEFAULTS.sweepIntervalMs,
    sweepAheadMs: options.sweepAheadMs ?? 0,
    onLog: hearers(options.onLog, logs),
    logs,
    messages: logs && new LogBuffer(MESSAGE_LIMITS),
    site: options.site,
    routes: options.routes ?? [],
    onPollerCall: options.onPollerCall,
    temporaryDirectory,
    assetDirectory: assembly.assetDirectory,
    clientEnvironment: clientEnvironment(endpoints),
    interception: options.intercept && new Interception(options.intercept, endpoints),
    sqs: new AwsJsonClient(fauxqs.endpoint, 'AmazonSQS'),
    dynamodb: new AwsJsonClient(dynalite.endpoint, 'DynamoDB_20120810'),
    sns: new SnsClient(fauxqs.endpoint),
    secrets,
    startGate: new Semaphore(Math.ceil(availableParallelism() / 2)),
    concurrency: new Concurrency(limits.invocations),
    processor: new ProcessorLoad(),
    functions: new Functions(),
    queues: new Map(),
    subscriptions: [],
    apis: new Map(),
    eventApis: new Map(),
    mappings: [],
    sweepers: [],
    description: undefined,
  };
}

/** Undefined without a listener, so that functions need not send their lines. */
function hearers(onLog: OnLog | undefined, logs: LogBuffer | undefined): OnLog | undefined {
  if (!logs) return onLog;
  return (entry) => {
    logs.add(entry);
    onLog?.(entry);
  };
}

async function warm(stack: Stack): Promise<void> {
  await Promise.all(stack.functions.all().map((pool) => pool.warm()));
}

function cloudOf(
  stack: Stack,
  { mail, dynalite }: Services,
  { ignored }: Plan,
  { physicalIds, outputs }: Provisioned,
  { timings }: Stopwatch,
  stop: () => Promise<void>,
): Cloud {
  const loadGate = new Semaphore(1);
  const poolOf = (functionId: string) => stack.functions.get(physicalIds[functionId] ?? functionId);
  return {
    get apiUrl() {
      return firstApiUrl(stack);
    },
    outputs,
    environment: stack.clientEnvironment,
    physicalIds,
    ignored,
    timings,
    outbox: () => mail.outbox(),
    databaseRequests: () => dynalite.requests(),
    invoke: async (functionId, event) => poolOf(functionId).invoke(event),
    killWorkers: async (functionId) => {
      const pools = functionId === undefined ? stack.functions.all() : [poolOf(functionId)];
      await Promise.all(pools.map((pool) => pool.killWorkers()));
    },
    functions: () =>
      stack.functions.all().map(({ spec: { logicalId, name, environment } }) => ({ logicalId, name, environment })),
    replaceCode: (functionId, directory) =>
      replaceCode(poolOf(functionId), directory, stack.temporaryDirectory, loadGate),
    limitConcurrency: (most, functionId) => {
      const pools = functionId === undefined ? stack.functions.all() : [poolOf(functionId)];
      for (const pool of pools) pool.limitConcurrency(most);
    },
    stop,
  };
}

function firstApiUrl(stack: Stack): string {
  const [api] = stack.apis.values();
  const [stage] = api?.stages.keys() ?? [];
  if (!api || stage === undefined) throw new NoRestApiError();
  return `${api.origin}/${stage}/`;
}

/** Stops new work first, then lets work under way finish within its grace period, then takes everything down. */
async function shutDown(
  stack: Stack,
  { fauxqs, dynalite, secrets, mail }: Services,
  options: CloudOptions,
): Promise<void> {
  const graceMs = options.stopGraceMs ?? DEFAULTS.stopGraceMs;
  const drained = Promise.all([
    ...stack.mappings.map((mapping) => mapping.stop()),
    ...[...stack.apis.values()].map((api) => api.stop(graceMs)),
    ...stack.sweepers.map((sweeper) => sweeper.stop()),
  ]);
  await withinGrace(drained, graceMs);
  await Promise.all([...stack.eventApis.values()].map((api) => api.stop()));
  await Promise.all(stack.functions.all().map((pool) => pool.stop()));
  await drained;
  await stack.interception?.stop();
  for (const client of [stack.sqs, stack.dynamodb, stack.sns]) client.close();
  await Promise.all([fauxqs.stop(), dynalite.stop(), secrets.stop(), mail.stop()]);
  await removeTemporaryDirectory(stack.temporaryDirectory);
  await removeTemporaryDirectory(options.assemblyDirectory);
}

async function withinGrace(work: Promise<unknown>, graceMs: number): Promise<void> {
  const { promise: graceEnd, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, graceMs);
  await Promise.race([work, graceEnd]);
  clearTimeout(timer);
}

function once(work: () => Promise<void>): () => Promise<void> {
  let result: Promise<void> | undefined;
  return () => {
    result ??= work();
    return result;
  };
}
