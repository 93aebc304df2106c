import { mostWaitingOf } from '../../core/admission.ts';
import { type FunctionPlan, msOfCall } from './functions.ts';
import { provisionedMapping, standardMapping } from './growth.ts';
import type { HotKey } from './hot-keys.ts';
import { concurrencyWanted, type Limit } from './limits.ts';
import type { Measured } from './measured.ts';
import { peakPerSecond, type Question, reportSeconds } from './question.ts';

/** What a stack has to be told, and what its code has to say otherwise, so that it bears the busiest second. */
export interface Changes {
  /** `-c concurrency=N`, and the account's quota of concurrent executions. */
  readonly concurrency: number;
  /** `-c requestsPerSecond=N`. */
  readonly requestsPerSecond: number;
  /** The largest MaximumConcurrency that an event source mapping needs. */
  readonly maxConcurrency: number;
  /** Functions whose mappings need provisioned pollers, and how many pollers. */
  readonly pollers: Readonly<Record<string, number>>;
  /** Stacks, each for a part of the city, so that each bears its part. 1: the city needs one. */
  readonly cells: number;
  /** In words. */
  readonly list: readonly string[];
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

/** An environment more for each invocation takes a function so long at AWS's pace. https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html */
const environmentsPer10Seconds = 1_000;

/** The fraction of its concurrency that a function may get beyond what is counted on. */
const reserve = 1.2;

/** Says what has to be changed. */
export function planChanges(
  question: Question,
  measured: Measured,
  parts: {
    readonly functions: readonly FunctionPlan[];
    readonly hotKeys: readonly HotKey[];
    readonly limits: readonly Limit[];
  },
): Changes {
  const { functions, hotKeys, limits } = parts;
  const api = functions.find(({ name }) => name === 'api');
  const rides = peakPerSecond(question);
  const waits = question.secondsWaiting !== 0;
  const underWay = waits ? (rides * msOfCall(question, measured)) / 1000 : 0;
  const concurrency = roundUp(Math.max(concurrencyWanted(functions) * reserve, underWay / shareThatWaits));
  const wantedRequests = roundUp((api?.perSecond ?? 0) * reserve);
  const requestsPerSecond = Math.min(mostRequestsPerSecond, Math.max(wantedRequests, question.requestsPerSecond));
  const consumers = functions.filter(({ queue }) => queue !== undefined);
  const largest = Math.max(question.maxConcurrency, ...consumers.map((each) => each.concurrencyWithReserve));
  const maxConcurrency = Math.min(standardMapping.most, largest > question.maxConcurrency ? roundUp(largest) : largest);
  const pollers = Object.fromEntries(
    consumers
      .filter(({ queue, concurrencyWithReserve }) => needsPollers(queue, concurrencyWithReserve))
      .map(({ name, concurrencyWithReserve }) => [name, Math.ceil(concurrencyWithReserve / perPoller)]),
  );
  const hot = hotKeys.filter(({ used }) => used > usedAtMost);
  const cells = Math.ceil(
    Math.max(
      1,
      wantedRequests / mostRequestsPerSecond,
      largest / provisionedMapping.most,
      ...hot.filter(isOfPlace).map(({ used }) => used / usedAtMost),
    ),
  );
  const changes = { concurrency, requestsPerSecond, maxConcurrency, pollers, cells };
  return { ...changes, list: inWords(question, changes, api, waits, hot, limits) };
}

/** Of all invocations, those that may wait. */
const shareThatWaits = mostWaitingOf({ concurrency: 1_000 }) / 1_000;

/** A stack for each part of a city divides what belongs to places. */
const isOfPlace = ({ table }: HotKey): boolean => table.startsWith('drivers');

const needsPollers = (queue: FunctionPlan['queue'], concurrency: number): boolean =>
  concurrency > standardMapping.most || (queue?.standard.keepsUpAfterSeconds ?? 0) > longestWaitSeconds;

function inWords(
  question: Question,
  { concurrency, requestsPerSecond, maxConcurrency, pollers, cells }: Omit<Changes, 'list'>,
  api: FunctionPlan | undefined,
  waits: boolean,
  hot: readonly HotKey[],
  limits: readonly Limit[],
): string[] {
  const list: string[] = [];
  const reports = question.drivers / reportSeconds;
  const share = reports / (api?.perSecond ?? reports);
  const raised = limits.filter(({ kind, needed, available }) => kind === 'quota' && needed > available);
  for (const name of [...new Set(raised.map((limit) => limit.name))]) {
    const [most] = raised.filter((limit) => limit.name === name).sort((one, other) => other.needed - one.needed);
    const needed = name === 'Concurrent executions' ? concurrency : roundUp((most?.needed ?? 0) * reserve);
    list.push(`Raise the quota "${name}" (${most?.code}) of ${most?.of} in ${question.region} to ${count(needed)}.`);
  }
  if (concurrency > question.concurrency) list.push(`Deploy with -c concurrency=${concurrency}, when that is granted.`);
  if (requestsPerSecond > question.requestsPerSecond)
    list.push(`Deploy with -c requestsPerSecond=${requestsPerSecond}.`);
  if (maxConcurrency > question.maxConcurrency)
    list.push(
      `Set maxConcurrency in lib/queue-consumer.ts to ${maxConcurrency} instead of ${question.maxConcurrency}.`,
    );
  for (const [name, each] of Object.entries(pollers))
    list.push(`Give ${name} ${each} provisioned pollers, in place of a MaximumConcurrency.`);
  if ((api?.concurrency ?? 0) > environmentsPer10Seconds)
    list.push(
      `Provision concurrency for api, ${roundUp(api?.concurrency ?? 0)} in rush hours: Lambda adds ${count(environmentsPer10Seconds)} environments in ten seconds.`,
    );
  if (waits && (api?.concurrency ?? 0) > question.concurrency * shareThatWaits)
    list.push(
      `Run the waiting API on Lambda Managed Instances: ${Math.ceil((api?.concurrency ?? 0) / perVcpu)} vCPUs hold what takes ${count(api?.concurrency ?? 0)} invocations; or have riders come back (--seconds-waiting 0).`,
    );
  for (const { name, remedy } of hot.filter((key) => !isOfPlace(key) || cells === 1))
    list.push(`Of ${name}: ${remedy}.`);
  if (share > half && wantsMore(question, api))
    list.push(
      `Take drivers' reports off the API, to AWS IoT Core or a stream: they are ${Math.round(100 * share)} % of its requests.`,
    );
  if (cells > 1) list.push(`Divide the city: ${cells} stacks, each in an account of its own for a part of the city.`);
  return list;
}

const half = 0.5;

const wantsMore = ({ requestsPerSecond }: Question, api: FunctionPlan | undefined): boolean =>
  (api?.perSecond ?? 0) > requestsPerSecond;

/** To two digits, so that nobody takes it for exact. */
function roundUp(value: number): number {
  if (value <= 0) return 0;
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(value)) - 1);
  return Math.ceil(value / unit) * unit;
}

const count = (value: number): string => Math.ceil(value).toLocaleString('en');
