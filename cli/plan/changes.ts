import { mostWaitingOf } from '../../core/admission.ts';
import { concurrencyForRate, type FunctionPlan, msOfCall } from './functions.ts';
import { provisionedMapping, standardMapping } from './growth.ts';
import type { HotKey } from './hot-keys.ts';
import { concurrencyWanted, type Limit } from './limits.ts';
import type { Measured } from './measured.ts';
import { peakPerSecond, type Question, reportSeconds, requestsPerInvocation } from './question.ts';

/** What a stack has to be told, and what its code has to say otherwise, so that it bears the busiest second. */
export interface Changes {
  /** Stacks, each in an account of its own for a part of the city. All else is what each of them needs. */
  readonly cells: number;
  /** `-c concurrency=N`, and the account's quota of concurrent executions. */
  readonly concurrency: number;
  /** Of these, invocations that are reserved for the API, so that branches cannot take what answering needs. */
  readonly apiConcurrency: number;
  /** `-c requestsPerSecond=N`. */
  readonly requestsPerSecond: number;
  /** The largest MaximumConcurrency that an event source mapping needs. */
  readonly maxConcurrency: number;
  /** Functions whose mappings need provisioned pollers, and how many pollers. */
  readonly pollers: Readonly<Record<string, number>>;
  /** Environments of the API that are kept ready; 0 where AWS starts enough of them by itself. */
  readonly provisionedConcurrency: number;
  /** vCPUs of Lambda Managed Instances for calls that wait; 0 where that is not worth it. */
  readonly managedVcpus: number;
  /** Keys that have to be divided: their tables. */
  readonly sharded: readonly string[];
  /** In words. */
  readonly list: readonly string[];
}

/** What is needed of functions and keys, and what ends. */
export interface Needs {
  readonly functions: readonly FunctionPlan[];
  readonly hotKeys: readonly HotKey[];
  readonly limits: readonly Limit[];
}

/** A quarter of the stack's deadline: whoever is accepted may have to wait for so long. */
const longestWaitSeconds = 5;

/** The most that `-c requestsPerSecond` takes (lib/read-context.ts). */
const mostRequestsPerSecond = 10_000;

/** Invocations that each provisioned poller brings about. */
const perPoller = 10;

/** Invocations of a Node.js function that one vCPU of a managed instance runs at once. https://docs.aws.amazon.com/lambda/latest/dg/lambda-managed-instances.html */
const perVcpu = 64;

/** A key may be used so much: traffic is never even. */
const usedAtMost = 0.7;

/** A function gets no more environments in ten seconds. https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html */
const environmentsPerTenSeconds = 1_000;

/** What is set aside beyond what is counted on, as a factor. */
const reserve = 1.2;

const half = 0.5;

/** Of all invocations, those that may wait. */
const shareThatWaits = mostWaitingOf({ concurrency: 1_000 }) / 1_000;

const apiOf = ({ functions }: Needs): FunctionPlan => {
  const api = functions.find(({ name }) => name === 'api');
  if (api === undefined) throw new Error('The API has no function.');
  return api;
};

const consumersOf = ({ functions }: Needs): FunctionPlan[] => functions.filter(({ queue }) => queue !== undefined);

const largestOf = (needs: Needs): number =>
  Math.max(...consumersOf(needs).map(({ concurrencyWithReserve }) => concurrencyWithReserve));

/** Into how many stacks a city has to be divided: as a stage, a mapping and the key of a place bear so much and no more. */
export function cellsFor(needs: Needs): number {
  const places = needs.hotKeys.filter(isOfPlace).map(({ used }) => used / usedAtMost);
  const requests = (apiOf(needs).perSecond * reserve) / mostRequestsPerSecond;
  return Math.ceil(Math.max(1, requests, largestOf(needs) / provisionedMapping.most, ...places));
}

/** Says what has to be changed of each stack. The question and the needs are those of one. */
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
  // What no queue can drive is the API's.
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

/** A stack for each part of a city divides what belongs to places. */
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

/** To two digits, so that nobody takes it for exact. */
function roundUp(value: number): number {
  if (value <= 0) return 0;
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(value)) - 1);
  return Math.ceil(value / unit) * unit;
}

const whole = (value: number): string => Math.ceil(value).toLocaleString('en');
