import { mostWaitingOf } from '../../core/admission.ts';
import { concurrencyForRate, type FunctionPlan, msOfCall } from './functions.ts';
import { provisionedMapping, standardMapping } from './growth.ts';
import type { HotKey } from './hot-keys.ts';
import { concurrencyWanted, type Limit } from './limits.ts';
import type { Measured } from './measured.ts';
import { peakPerSecond, type Question, reportSeconds, requestsPerInvocation } from './question.ts';

/** The settings and code changes with which a stack withstands the busiest second. */
export interface Changes {
  /** The number of stacks, each in its own account for a part of the city. All other fields are per stack. */
  readonly cells: number;
  /** `-c concurrency=N`, and the account's quota of concurrent executions. */
  readonly concurrency: number;
  /** The part of it that is reserved for the API, so that branches cannot take what answering needs. */
  readonly apiConcurrency: number;
  /** `-c requestsPerSecond=N`. */
  readonly requestsPerSecond: number;
  /** The largest MaximumConcurrency that an event source mapping needs. */
  readonly maxConcurrency: number;
  /** Functions whose mappings need provisioned pollers, and how many pollers. */
  readonly pollers: Readonly<Record<string, number>>;
  /** Provisioned environments of the API; 0 if AWS starts enough of them on demand. */
  readonly provisionedConcurrency: number;
  /** vCPUs of Lambda Managed Instances for calls that wait; 0 if that is not worth it. */
  readonly managedVcpus: number;
  /** The tables whose hot keys have to be sharded. */
  readonly sharded: readonly string[];
  /** The changes in words. */
  readonly list: readonly string[];
}

/** The needs of functions and keys, and the limits. */
export interface Needs {
  readonly functions: readonly FunctionPlan[];
  readonly hotKeys: readonly HotKey[];
  readonly limits: readonly Limit[];
}

/** A quarter of the stack's deadline: how long an accepted ride may have to wait. */
const longestWaitSeconds = 5;

/** The most that `-c requestsPerSecond` accepts (lib/read-context.ts). */
const mostRequestsPerSecond = 10_000;

/** Concurrent invocations of each provisioned poller. */
const perPoller = 10;

/** Invocations of a Node.js function that one vCPU of a managed instance runs at once. https://docs.aws.amazon.com/lambda/latest/dg/lambda-managed-instances.html */
const perVcpu = 64;

/** The highest planned utilization of a key: traffic is never even. */
const usedAtMost = 0.7;

/** The most new environments of a function in ten seconds. https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html */
const environmentsPerTenSeconds = 1_000;

/** The safety margin, as a factor. */
const reserve = 1.2;

const half = 0.5;

/** The share of all invocations that may wait. */
const shareThatWaits = mostWaitingOf({ concurrency: 1_000 }) / 1_000;

const apiOf = ({ functions }: Needs): FunctionPlan => {
  const api = functions.find(({ name }) => name === 'api');
  if (api === undefined) throw new Error('The API has no function.');
  return api;
};

const consumersOf = ({ functions }: Needs): FunctionPlan[] => functions.filter(({ queue }) => queue !== undefined);

const largestOf = (needs: Needs): number =>
  Math.max(...consumersOf(needs).map(({ concurrencyWithReserve }) => concurrencyWithReserve));

/** How many stacks a city needs, given the limits of a stage, a mapping and the key of a place. */
export function cellsFor(needs: Needs): number {
  const places = needs.hotKeys.filter(isOfPlace).map(({ used }) => used / usedAtMost);
  const requests = (apiOf(needs).perSecond * reserve) / mostRequestsPerSecond;
  return Math.ceil(Math.max(1, requests, largestOf(needs) / provisionedMapping.most, ...places));
}

/** Plans the changes of each stack. The question and the needs are those of one stack. */
export function planChanges(question: Question, measured: Measured, needs: Needs, cells: number): Changes {
  const api = apiOf(needs);
  const consumers = consumersOf(needs);
  const wantedRequests = api.perSecond * reserve;
  const underWay = waits(question) ? (peakPerSecond(question) * msOfCall(question, measured)) / 1000 : 0;
  const behindQueues = concurrencyWanted(consumers) * reserve;
  const ofApi = Math.max(
    api.concurrencyWithReserve * reserve,
    underWay / shareThatWaits,
    wantedRequests / requestsPerInvocation,
  );
  const concurrency = Math.max(
    question.concurrency,
    roundUp(Math.max(behindQueues + ofApi, concurrencyForRate(needs.functions) * reserve)),
  );
  // What the queues cannot use is left for the API.
  const driven = Math.min(concurrency - ofApi, consumers.length * question.maxConcurrency);
  const largest = largestOf(needs);
  const changes = {
    cells,
    concurrency,
    apiConcurrency: Math.floor(concurrency - Math.max(behindQueues, driven)),
    requestsPerSecond: Math.min(mostRequestsPerSecond, Math.max(roundUp(wantedRequests), question.requestsPerSecond)),
    maxConcurrency:
      largest > question.maxConcurrency ? Math.min(standardMapping.most, roundUp(largest)) : question.maxConcurrency,
    pollers: Object.fromEntries(
      consumers
        .filter(needsPollers)
        .map(({ name, concurrencyWithReserve }) => [name, Math.ceil(concurrencyWithReserve / perPoller)]),
    ),
    provisionedConcurrency: api.concurrency > environmentsPerTenSeconds ? roundUp(api.concurrency) : 0,
    managedVcpus:
      waits(question) && api.concurrency > question.concurrency * shareThatWaits
        ? Math.ceil(api.concurrency / perVcpu)
        : 0,
    sharded: needs.hotKeys.filter(({ used }) => used > usedAtMost).map(({ table }) => table),
  };
  return {
    ...changes,
    list: [
      ...(cells > 1
        ? [`Divide the city: ${cells} stacks, each in an account of its own. All else is of each of them.`]
        : []),
      ...quotasToRaise(question, needs, changes),
      ...settingsToChange(question, needs, changes),
      ...partsToChange(question, needs, changes),
    ],
  };
}

const waits = ({ secondsWaiting }: Question): boolean => secondsWaiting !== 0;

/** Stacks per part of a city divide only the keys of places. */
const isOfPlace = ({ table }: HotKey): boolean => table.startsWith('drivers');

const needsPollers = ({ queue, concurrencyWithReserve }: FunctionPlan): boolean =>
  concurrencyWithReserve > standardMapping.most || (queue?.standard.keepsUpAfterSeconds ?? 0) > longestWaitSeconds;

function quotasToRaise({ region }: Question, { limits }: Needs, { concurrency }: Omit<Changes, 'list'>): string[] {
  const short = limits.filter(({ kind, needed, available }) => kind === 'quota' && needed > available);
  return [...new Set(short.map(({ name }) => name))].map((name) => {
    const [most] = short.filter((limit) => limit.name === name).sort((one, other) => other.needed - one.needed);
    const to = name === 'Concurrent executions' ? concurrency : roundUp((most?.needed ?? 0) * reserve);
    return `Raise the quota "${name}" (${most?.code}) of ${most?.of} in ${region} to ${whole(to)}.`;
  });
}

function settingsToChange(question: Question, needs: Needs, changes: Omit<Changes, 'list'>): string[] {
  const { concurrency, apiConcurrency, requestsPerSecond, maxConcurrency, pollers } = changes;
  const list: string[] = [];
  if (concurrency > question.concurrency)
    list.push(
      `Deploy with -c concurrency=${concurrency}, when that is granted, and reserve ${apiConcurrency} of them for api: branches then cannot take what answers riders.`,
    );
  if (requestsPerSecond > question.requestsPerSecond)
    list.push(`Deploy with -c requestsPerSecond=${requestsPerSecond}.`);
  const { perSecond } = apiOf(needs);
  if (perSecond > mostRequestsPerSecond)
    list.push(`A stage takes no more than ${whole(mostRequestsPerSecond)} requests a second, of ${whole(perSecond)}.`);
  if (maxConcurrency > question.maxConcurrency)
    list.push(
      `Set maxConcurrency in lib/queue-consumer.ts to ${maxConcurrency} instead of ${question.maxConcurrency}.`,
    );
  for (const [name, each] of Object.entries(pollers))
    list.push(`Give ${name} ${each} provisioned pollers, in place of a MaximumConcurrency.`);
  return list;
}

function partsToChange(question: Question, needs: Needs, changes: Omit<Changes, 'list'>): string[] {
  const { provisionedConcurrency, managedVcpus, sharded } = changes;
  const { perSecond, concurrency } = apiOf(needs);
  const list: string[] = [];
  if (provisionedConcurrency > 0)
    list.push(
      `Provision concurrency for api, ${whole(provisionedConcurrency)} in rush hours: Lambda adds ${whole(environmentsPerTenSeconds)} environments in ten seconds.`,
    );
  if (managedVcpus > 0)
    list.push(
      `Run the waiting API on Lambda Managed Instances: ${managedVcpus} vCPUs hold what takes ${whole(concurrency)} invocations; or have riders come back (--seconds-waiting 0).`,
    );
  const share = question.drivers / reportSeconds / perSecond;
  if (share > half && perSecond > question.requestsPerSecond)
    list.push(
      `Take drivers' reports off the API, to AWS IoT Core or a stream: they are ${Math.round(100 * share)} % of its requests.`,
    );
  const hot = needs.hotKeys.filter(({ table }) => sharded.includes(table));
  return [...list, ...hot.map(({ name, remedy }) => `Of ${name}: ${remedy}.`)];
}

/** Rounds to two digits, so that the figure does not look exact. */
function roundUp(value: number): number {
  if (value <= 0) return 0;
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(value)) - 1);
  return Math.ceil(value / unit) * unit;
}

const whole = (value: number): string => Math.ceil(value).toLocaleString('en');
