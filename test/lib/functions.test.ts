import { describe, expect, it } from 'vitest';
import { type BranchDefinition, branches, type Registry } from '../../core/branches.ts';
import { type StoreName, stores } from '../../core/names.ts';
import { type SubscriberDefinition, subscribers } from '../../core/subscribers.ts';
import { synthesize } from './synthesize.ts';

const { all, functionNamed } = synthesize({
  simulation: true,
  push: true,
  deadlineSeconds: 7,
  retentionDays: 3,
  ridesPerMinute: 5,
});
const variablesOf = (name: string) => functionNamed(name).Properties.Environment.Variables;
const tablesOf = (access: object) => Object.keys(access).map((name) => stores[name as StoreName].environment);
const everywhere = ['POWERTOOLS_LOG_LEVEL', 'POWERTOOLS_METRICS_NAMESPACE', 'POWERTOOLS_SERVICE_NAME'];
const intake = [
  'API_TIMEOUT_SECONDS',
  'BRANCHES',
  'DEADLINE_SECONDS',
  'LOOPBACK_WEBHOOKS',
  'QUOTAS_TABLE',
  'RETENTION_DAYS',
  'RIDES_PER_MINUTE',
  'SIMULATION',
  'USER_POOL_ID',
  'USER_POOL_CLIENTS',
  'DRIVER_GROUP',
  'SIGNING_KEY_SECONDS',
];
const consumer = ['QUEUE_URL', 'MAX_ATTEMPTS'];
const tables = ['RIDES_TABLE', 'DRIVERS_TABLE'];
const settling = [...tables, 'LOAD_TABLE', 'RIDE_EVENTS_TOPIC', 'RETENTION_DAYS'];
const serviceVariables = {
  webhooks: ['WEBHOOK_SECRET', 'LOOPBACK_WEBHOOKS'],
  mail: ['RECEIPT_SENDER'],
  routing: [],
  payments: [],
  push: ['PUSH_URL'],
};
const registry: Registry = branches;

const expected = {
  api: [
    ...intake,
    ...tables,
    'LOAD_TABLE',
    'API_CONCURRENCY',
    'BURST',
    'CONCURRENCY',
    'RIDE_REQUESTED_TOPIC',
    'BRANCH_RESULTS_QUEUE',
    'DEADLINES_QUEUE',
  ],
  aggregator: [...consumer, ...settling],
  deadline: ['QUEUE_URL', 'DEAD_LETTER_QUEUE', ...settling],
  'push-authorizer': ['USER_POOL_ID', 'USER_POOL_CLIENTS', 'DRIVER_GROUP', 'SIGNING_KEY_SECONDS'],
  'sequential-ride': [...intake, ...tables, 'PROGRESS', 'RIDE_EVENTS_TOPIC', 'DEMAND_TABLE', 'DRIVER_FRESH_SECONDS'],
  ...mapped(Object.values(registry), [
    ...consumer,
    'RIDES_TABLE',
    'BRANCH_RESULTS_QUEUE',
    'RIDE_EVENTS_TOPIC',
    'SIMULATION',
  ]),
  ...Object.fromEntries(subscribers.map((subscriber) => [subscriber.name, subscriberVariables(subscriber)])),
};

describe('functions', () => {
  it('run on the newest runtime and on Graviton', () => {
    for (const [, { Properties }] of all('AWS::Lambda::Function')) {
      expect(Properties).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['arm64'], MemorySize: 256 });
    }
  });

  it.each(Object.entries(expected))('tells %s all that it needs, and no more', (name, variables) => {
    expect(Object.keys(variablesOf(name)).toSorted()).toEqual([...everywhere, ...variables].toSorted());
  });

  it('tells branches where screens are told of their answers, and only where there are any', () => {
    const quiet = synthesize({ push: false });
    for (const name of Object.keys(registry)) {
      expect(quiet.functionNamed(name).Properties.Environment.Variables).not.toHaveProperty('RIDE_EVENTS_TOPIC');
    }
  });

  it('tells who accepts rides what a ride expects', () => {
    const needs = Object.values(registry).map(({ name, need }) => [name, need]);
    for (const name of ['api', 'sequential-ride']) {
      const expected = { DEADLINE_SECONDS: '7', RETENTION_DAYS: '3', RIDES_PER_MINUTE: '5', SIMULATION: 'on' };
      expect(variablesOf(name)).toMatchObject(expected);
      expect(JSON.parse(variablesOf(name).BRANCHES)).toEqual(Object.fromEntries(needs));
    }
  });

  it('tells who matches drivers for how long after a report', () => {
    for (const name of ['driver-matching', 'sequential-ride']) {
      expect(variablesOf(name)).toMatchObject({ DRIVER_FRESH_SECONDS: '120' });
      const asked = synthesize({ simulation: true, driverFreshSeconds: 45 }).functionNamed(name);
      expect(asked.Properties.Environment.Variables).toMatchObject({ DRIVER_FRESH_SECONDS: '45' });
    }
  });

  it.each([
    [{}, '10', '10'],
    [{ target: 'embedded' }, '1000', '1000'],
    [{ target: 'localstack' }, '1000', '1000'],
    [{ concurrency: 400 }, '400', '400'],
    [{ reservedConcurrency: 50 }, '350', '50'],
    [{ reservedConcurrency: 50, concurrency: 300 }, '300', '50'],
    [{ reservedConcurrency: 50, concurrency: 1_000 }, '350', '50'],
    [{ target: 'embedded', concurrency: 10 }, '10', '10'],
  ] as const)('tells the API how many invocations there are, of all and of its own: %o', (settings, ofAll, ofApi) => {
    const { Environment } = synthesize(settings).functionNamed('api').Properties;
    expect(Environment.Variables).toMatchObject({ CONCURRENCY: ofAll, API_CONCURRENCY: ofApi });
  });

  it.each([
    [{}, '60'],
    [{ concurrency: 1_000 }, '6000'],
    [{ reservedConcurrency: 50 }, '2100'],
    [{ concurrency: 1_000, burst: 700 }, '700'],
    [{ target: 'embedded' }, '400'],
    [{ target: 'localstack' }, '400'],
    [{ target: 'embedded', concurrency: 10 }, '60'],
    [{ target: 'embedded', burst: 700 }, '700'],
    [{ target: 'embedded', burst: 700, concurrency: 10 }, '60'],
  ] as const)('tells the API how many rides may be under way on an idle service: %o', (settings, burst) => {
    expect(synthesize(settings).functionNamed('api').Properties.Environment.Variables.BURST).toBe(burst);
  });

  it('are driven by no more invocations than are set aside for them', () => {
    const reserved = synthesize({ reservedConcurrency: 5 });
    expect(reserved.functionNamed('pricing').Properties.ReservedConcurrentExecutions).toBe(5);
    for (const [, { Properties }] of reserved.all('AWS::Lambda::EventSourceMapping')) {
      expect(Properties.ScalingConfig.MaximumConcurrency).toBe(5);
    }
  });
});

function subscriberVariables({ stores, services = [], retries }: SubscriberDefinition): string[] {
  const ofServices = services.flatMap((service) => serviceVariables[service]);
  return [...consumer, ...tablesOf(stores), ...ofServices, ...(retries ? ['RETRY_DELAYS_SECONDS'] : [])];
}

function mapped(definitions: readonly BranchDefinition[], variables: string[]) {
  const more = ({ stores }: BranchDefinition) => [
    ...tablesOf(stores),
    ...(stores.drivers === 'lease' ? ['DRIVER_FRESH_SECONDS'] : []),
  ];
  return Object.fromEntries(definitions.map((definition) => [definition.name, [...variables, ...more(definition)]]));
}
