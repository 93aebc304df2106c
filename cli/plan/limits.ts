import { mostWaitingOf } from '../../core/admission.ts';
import { branches } from '../../core/branches.ts';
import { callsOf, concurrencyForRate, type FunctionPlan, msOfCall } from './functions.ts';
import type { HotKey } from './hot-keys.ts';
import type { Count, Measured } from './measured.ts';
import { defaultConcurrency, peakPerSecond, type Question, requestsPerInvocation } from './question.ts';
import { regions } from './regions.ts';
import { totalOf } from './requests.ts';

/** A limit: an AWS quota, a setting of the stack, or the throughput of one key. */
export interface Limit {
  readonly kind: 'quota' | 'setting' | 'key' | 'fixed';
  /** The quota's name in Service Quotas. */
  readonly name: string;
  /** The service or the part of the stack. */
  readonly of: string;
  /** The quota's code in Service Quotas. */
  readonly code?: string;
  readonly needed: number;
  readonly available: number;
  readonly unit: string;
  /** Rides a minute at which it is reached, everything else in proportion. */
  readonly breaksAt: number;
  readonly beyond: string;
  readonly source: string;
}

type Stated = Omit<Limit, 'breaksAt'>;

/** Tokens of riders and drivers are valid for an hour (lib/identity/rider-pool.ts). */
const tokenSeconds = 3_600;

/** The limit that is reached first comes first. */
export function planLimits(
  question: Question,
  measured: Measured,
  parts: {
    readonly functions: readonly FunctionPlan[];
    readonly hotKeys: readonly HotKey[];
    readonly ride: readonly Count[];
    readonly completion: readonly Count[];
  },
): Limit[] {
  const { functions, hotKeys, ride, completion } = parts;
  const stated = [
    ...ofSettings(question, measured, functions),
    ...ofQuotas(question, functions, [...ride, ...completion]),
    ...hotKeys.map(ofKey),
  ];
  const perMinute = question.ridesPerMinute * question.peak;
  return stated
    .map((limit) => ({ ...limit, breaksAt: (perMinute * limit.available) / limit.needed }))
    .sort((one, other) => one.breaksAt - other.breaksAt);
}

function ofSettings(question: Question, measured: Measured, functions: readonly FunctionPlan[]): Stated[] {
  const { rides, completions, reports } = callsOf(question);
  const requests = rides + completions + reports;
  const stage = Math.min(question.requestsPerSecond, requestsPerInvocation * question.concurrency);
  const slowest = Math.max(
    ...Object.values(branches).map(({ name }) => functions.find((f) => f.name === name)?.ms ?? 0),
  );
  const underWay = (rides * Math.max(slowest, msOfCall(question, measured))) / 1000;
  return [
    {
      kind: 'setting',
      name: 'requestsPerSecond',
      of: 'the stage of API Gateway',
      needed: requests,
      available: stage,
      unit: 'requests/s',
      beyond: 'API Gateway answers 429 to what is beyond it, reports of drivers included',
      source: 'lib/concurrency-of.ts',
    },
    ...(question.secondsWaiting === 0
      ? []
      : [
          {
            kind: 'setting',
            name: 'concurrency',
            of: 'waiting riders',
            needed: underWay,
            available: mostWaitingOf(question),
            unit: 'rides under way',
            beyond: 'riders are answered 202 at once and come back',
            source: 'docs/concepts/overload.md',
          } as const,
        ]),
    ...functions.flatMap(({ name, perSecond, queue }): Stated[] =>
      queue === undefined
        ? []
        : [
            {
              kind: 'setting',
              name: 'MaximumConcurrency',
              of: name,
              needed: perSecond,
              available: queue.mostPerSecond,
              unit: 'messages/s',
              beyond: 'its queue grows, and rides expire: admission refuses what cannot be decided',
              source: 'lib/queue-consumer.ts',
            },
          ],
    ),
  ];
}

function ofQuotas(question: Question, functions: readonly FunctionPlan[], all: readonly Count[]): Stated[] {
  const region = regions[question.region];
  if (region === undefined) throw new Error(`Nothing is known of the region ${question.region}.`);
  const rides = peakPerSecond(question);
  const calls = callsOf(question);
  const messages = totalOf(all, 'requests', ({ service, operation }) => service === 'SNS' && operation === 'Publish');
  const quota = (stated: Omit<Stated, 'kind'>): Stated => ({ kind: 'quota', ...stated });
  return [
    quota({
      name: 'Throttle rate',
      of: 'API Gateway',
      code: 'L-8A5B8E43',
      needed: calls.rides + calls.completions + calls.reports,
      available: region.gatewayRequestsPerSecond,
      unit: 'requests/s',
      beyond: 'every API of the account gets 429',
      source: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html',
    }),
    quota({
      name: 'Concurrent executions',
      of: 'Lambda',
      code: 'L-B99A9384',
      needed: concurrencyWanted(functions),
      available: defaultConcurrency,
      unit: 'invocations at once',
      beyond: 'calls of the API get 502, and batches of messages wait',
      source: 'https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html',
    }),
    quota({
      name: 'Concurrent executions',
      of: 'Lambda, by invocations a second',
      code: 'L-B99A9384',
      needed: concurrencyForRate(functions),
      available: defaultConcurrency,
      unit: 'for 10 a second each',
      beyond: 'calls of the API get 502, and batches of messages wait',
      source: 'https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html',
    }),
    quota({
      name: 'Messages Published per Second',
      of: 'SNS',
      code: 'L-F8E2BA85',
      needed: rides * publishedOf(all, messages),
      available: region.snsMessagesPerSecond,
      unit: 'messages/s',
      beyond: 'a publication is throttled: the API rejects the ride, the aggregator tries again',
      source: 'https://docs.aws.amazon.com/general/latest/gr/sns.html',
    }),
    ...functions.flatMap(({ name, queue }) =>
      queue === undefined
        ? []
        : [
            quota({
              name: 'In-flight messages per standard queue',
              of: `SQS, queue of ${name}, while it is throttled`,
              code: 'L-C491D5A4',
              needed: queue.inFlightThrottled,
              available: 120_000,
              unit: 'messages',
              beyond: 'receives bring nothing until messages are deleted',
              source: 'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html',
            }),
          ],
    ),
    ...ofTables(rides, calls.reports, all, quota),
    quota({
      name: 'Rate of UserAuthentication requests',
      of: 'Cognito',
      code: 'L-026ADBA3',
      needed: rides + question.drivers / tokenSeconds,
      available: 120,
      unit: 'tokens/s',
      beyond: 'nobody can sign in or renew a token; those who have one go on for up to an hour',
      source: 'https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html',
    }),
  ];
}

/** All functions at once, each with one call or message at a time. */
export const concurrencyWanted = (functions: readonly FunctionPlan[]): number =>
  functions.reduce((sum, { concurrencyWithReserve }) => sum + concurrencyWithReserve, 0);

/** A batch's messages count one by one: one for the request, and one for each transition of a ride. */
function publishedOf(all: readonly Count[], singly: number): number {
  const moved = totalOf(all, 'messages', ({ service, by }) => service === 'Lambda' && by === 'aggregator');
  const requested = totalOf(all, 'requests', ({ of }) => of === 'ride-requested');
  return Math.max(singly, requested + moved);
}

/** Tables with more than a twentieth of a table's quota. */
function ofTables(
  rides: number,
  reports: number,
  all: readonly Count[],
  quota: (stated: Omit<Stated, 'kind'>) => Stated,
): Stated[] {
  const tables = [...new Set(all.filter(({ service }) => service === 'DynamoDB').map(({ of }) => tableOf(of)))];
  return tables.flatMap((table) =>
    (['writeUnits', 'readUnits'] as const).map((units) => {
      const kind = units === 'writeUnits' ? 'write' : 'read';
      const ofReports = table === 'drivers' && units === 'writeUnits' ? reports : 0;
      return quota({
        name: `Table-level ${kind} throughput limit`,
        of: `DynamoDB, table ${table} and its index`,
        code: units === 'writeUnits' ? 'L-AB614373' : 'L-CF0CBE56',
        needed: rides * totalOf(all, units, ({ of }) => tableOf(of) === table) + ofReports,
        available: 40_000,
        unit: `${kind} units/s`,
        beyond: 'requests are throttled, and tried again',
        source: 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html',
      });
    }),
  );
}

/** `drivers.available` is an index of `drivers`. */
const tableOf = (of: string): string => of.split('.')[0] ?? of;

function ofKey({ name, table, used, beyond }: HotKey): Stated {
  return {
    kind: 'key',
    name,
    of: `DynamoDB, ${table}`,
    needed: used,
    available: 1,
    unit: 'of a partition',
    beyond: beyond,
    source: 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html',
  };
}
