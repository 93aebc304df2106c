import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UnsupportedResourceError } from '../errors.ts';
import { arnOf, physicalName } from '../identity.ts';
import { lambdaEnvironment } from '../lambda/environment.ts';
import type { FunctionSpec } from '../lambda/function-spec.ts';
import { Pool } from '../lambda/pool.ts';
import type { Provider, Resource, Stack } from './provider.ts';

interface FunctionProperties {
  FunctionName?: string;
  Handler?: string;
  Code?: { S3Key?: string; ZipFile?: string };
  Runtime?: string;
  PackageType?: string;
  Layers?: unknown[];
  Timeout?: number | string;
  MemorySize?: number | string;
  ReservedConcurrentExecutions?: number | string;
  Environment?: { Variables?: Record<string, unknown> };
}

const DEFAULT_TIMEOUT_SECONDS = 3;
const DEFAULT_MEMORY_MB = 128;

export const createFunction: Provider = async (resource, stack) => {
  const properties = resource.properties as FunctionProperties;
  refuseUnsupported(resource, properties);
  const name = properties.FunctionName ?? physicalName(stack.name, resource.logicalId, 64);
  const taskRoot = await stageCode(join(stack.temporaryDirectory, 'functions', name), properties, stack);
  const spec = functionSpec(resource.logicalId, name, taskRoot, properties, stack);
  spec.environment = (await stack.interception?.environmentOf(name, spec.environment)) ?? spec.environment;
  const { ReservedConcurrentExecutions: reserved } = properties;
  const concurrency = reserved === undefined ? stack.concurrency : stack.concurrency.reserve(Number(reserved));
  stack.functions.add(new Pool(spec, stack.startGate, concurrency));
  return { ref: name, attributes: { Arn: spec.arn } };
};

function refuseUnsupported({ logicalId, type }: Resource, properties: FunctionProperties): void {
  if (!properties.Runtime?.startsWith('nodejs')) {
    throw new UnsupportedResourceError(
      logicalId,
      type,
      `runtime ${properties.Runtime ?? 'of an image'} is not supported`,
    );
  }
  if (properties.Layers?.length) throw new UnsupportedResourceError(logicalId, type, 'layers are not supported');
}

/**
 * Copies the code to a directory outside of any project, as in /var/task: inside of a project, its package.json would decide
 * whether a bundle is loaded as CommonJS or as an ES module.
 */
async function stageCode(taskRoot: string, { Code }: FunctionProperties, stack: Stack): Promise<string> {
  await mkdir(taskRoot, { recursive: true });
  if (Code?.ZipFile !== undefined) await writeFile(join(taskRoot, 'index.js'), Code.ZipFile);
  else await cp(stack.assetDirectory(String(Code?.S3Key)), taskRoot, { recursive: true });
  return taskRoot;
}

function functionSpec(
  logicalId: string,
  name: string,
  taskRoot: string,
  properties: FunctionProperties,
  stack: Stack,
): FunctionSpec {
  const handler = properties.Handler ?? 'index.handler';
  const memoryMb = Number(properties.MemorySize ?? DEFAULT_MEMORY_MB);
  const maxConcurrency = Number(properties.ReservedConcurrentExecutions ?? stack.limits.invocations);
  return {
    logicalId,
    name,
    arn: arnOf('lambda', `function:${name}`),
    taskRoot,
    handler,
    memoryMb,
    timeoutMs: Number(properties.Timeout ?? DEFAULT_TIMEOUT_SECONDS) * 1000,
    maxConcurrency,
    maxWorkers: stack.limits.workersPerFunction,
    compileCacheDirectory: join(stack.temporaryDirectory, 'compile-cache'),
    environment: lambdaEnvironment({
      functionName: name,
      handler,
      memoryMb,
      maxConcurrency,
      taskRoot,
      clientEnvironment: stack.clientEnvironment,
      templateEnvironment: stringValues(properties.Environment?.Variables ?? {}),
    }),
    onLog: stack.onLog,
  };
}

function stringValues(variables: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, String(value)]));
}
