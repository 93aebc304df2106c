import type { Fate, Intercept, ServiceCall } from '../../local/index.ts';
import type { Intensity } from './intensity.ts';
import { type Random, randomOf } from './random.ts';
import type { Outage } from './scenario.ts';
import { isDeadlineLook, isMessage } from './sightings.ts';
import type { Tally } from './tally.ts';
import { ridesIn, tracesIn } from './trace.ts';

export interface FaultOptions {
  readonly seed: number;
  readonly intensity: Intensity;
  /** Counts what is injected. */
  readonly injected: Tally;
  /** Gets a message of which a copy is to be sent. */
  readonly copy: (call: ServiceCall) => void;
  readonly cancel: (rideId: string) => Promise<void>;
  /** What goes on failing, by the trace of the ride. */
  readonly outages?: ReadonlyMap<string, Outage>;
  readonly killFunction: (functionName: string) => Promise<void>;
}

const refusals: Readonly<Record<ServiceCall['service'], readonly [Refusal, ...Refusal[]]>> = {
  dynamodb: [
    { statusCode: 400, code: 'ProvisionedThroughputExceededException' },
    { statusCode: 400, code: 'ThrottlingException' },
    { statusCode: 500, code: 'InternalServerError' },
  ],
  sqs: [
    { statusCode: 400, code: 'RequestThrottled' },
    { statusCode: 503, code: 'ServiceUnavailable' },
  ],
  sns: [
    { statusCode: 400, code: 'Throttled' },
    { statusCode: 500, code: 'InternalError' },
  ],
};

type Refusal = Omit<Extract<Fate, { kind: 'error' }>, 'kind'>;

/**
 * Decides what becomes of each call: the nth call of one operation by one function meets the same fate under the same
 * seed. Which ride that call is for depends on the machine.
 */
export function faultsOf(options: FaultOptions): Intercept {
  const { seed, intensity, injected } = options;
  const randoms = new Map<string, Random>();
  const randomFor = ({ functionName, operation }: ServiceCall): Random => {
    const label = `${functionName}/${operation}`;
    const random = randoms.get(label) ?? randomOf(seed, label);
    randoms.set(label, random);
    return random;
  };
  const traceOf = new Map<string, string>();
  return (call) => {
    learnTrace(traceOf, call);
    const beset = outageOf(options, call, traceOf);
    if (beset !== undefined) return beset;
    const random = randomFor(call);
    if (isMessage(call) && random.chance(intensity.copy)) options.copy(call);
    if (isAnnouncement(call) && random.chance(intensity.aggregatorDeath)) {
      return die(options, call, 'aggregator dies between write and announcement');
    }
    if (isDeadlineLook(call) && random.chance(intensity.deadlineDeath)) {
      return die(options, call, "deadline's function dies with messages in hand");
    }
    const held = heldFor(call);
    if (held !== undefined && random.chance(intensity.cancelAtDecision)) return cancelFirst(options, held);
    const fate = fateOf(intensity, random, call);
    if (fate !== 'pass') injected.add(`${kindNames[fate.kind]}: ${call.service}`);
    return fate;
  };
}

/** The aggregator, and the deadline's function, publish nothing but the states that they, or the API, have just written. */
const isAnnouncement = (call: ServiceCall): boolean => /^Publish(Batch)?$/.test(call.operation) && isAggregators(call);

const isAggregators = ({ functionName }: ServiceCall): boolean =>
  /(BranchResults|Deadlines)Function/.test(functionName);

async function die(
  { killFunction, injected }: FaultOptions,
  { functionName }: ServiceCall,
  what: string,
): Promise<Fate> {
  injected.add(what);
  await killFunction(functionName);
  return { kind: 'reset' };
}

/** Which calls an outage makes fail. */
const struck: Readonly<Record<Outage, (call: ServiceCall) => boolean>> = {
  record: ({ functionName, operation }) => /ApiFunction/.test(functionName) && operation === 'PutItem',
  'record-unanswered': ({ functionName, operation }) => /ApiFunction/.test(functionName) && operation === 'PutItem',
  publication: ({ functionName, operation }) => /ApiFunction/.test(functionName) && /^Publish/.test(operation),
  answer: ({ functionName, operation }) =>
    /PaymentCheckFunction/.test(functionName) && /^(UpdateItem|SendMessage)/.test(operation),
  'wake-up': ({ functionName, operation }) =>
    (/(DriverMatching|Eta|Pricing|PaymentCheck)Function/.test(functionName) && /^SendMessage/.test(operation)) ||
    (/EtaFunction/.test(functionName) && operation === 'UpdateItem'),
};

/** A ride's trace, as the first call about it has both: the record does not repeat the trace with each answer. */
function learnTrace(traceOf: Map<string, string>, { body }: ServiceCall): void {
  const [[rideId, ...otherRides], [traceId, ...otherTraces]] = [[...ridesIn(body)], [...new Set(tracesIn(body))]];
  if (rideId === undefined || traceId === undefined || otherRides.length + otherTraces.length > 0) return;
  if (!traceOf.has(rideId)) traceOf.set(rideId, traceId);
}

/** What a call meets that is about a ride with an outage; undefined for all others. */
function outageOf(
  { outages, injected }: FaultOptions,
  call: ServiceCall,
  traceOf: ReadonlyMap<string, string>,
): Fate | undefined {
  if (outages === undefined || outages.size === 0) return undefined;
  const ofRides = [...ridesIn(call.body)].flatMap((rideId) => traceOf.get(rideId) ?? []);
  const outage = [...tracesIn(call.body), ...ofRides]
    .map((traceId) => outages.get(traceId))
    .find((each) => each !== undefined && struck[each](call));
  if (outage === undefined) return undefined;
  injected.add(`fails in every attempt: ${outage}`);
  return outage === 'record-unanswered' ? { kind: 'lose-answer' } : { kind: 'error', ...refusals[call.service][0] };
}

/** The ride that the aggregator holds a driver for: the last thing that it does before it confirms the ride. */
function heldFor(call: ServiceCall): string | undefined {
  if (call.operation !== 'UpdateItem' || !isAggregators(call)) return undefined;
  const { UpdateExpression, ExpressionAttributeValues } = JSON.parse(call.body);
  return /^SET holdUntil = :until REMOVE /.test(UpdateExpression) ? ExpressionAttributeValues[':ride'].S : undefined;
}

async function cancelFirst({ cancel, injected }: FaultOptions, rideId: string): Promise<Fate> {
  injected.add('ride cancelled while it is being confirmed');
  await cancel(rideId);
  return 'pass';
}

const kindNames: Readonly<Record<Exclude<Fate, 'pass'>['kind'], string>> = {
  delay: 'call delayed',
  reset: 'call never arrives',
  error: 'call refused',
  'lose-answer': 'answer lost',
  hang: 'call hangs',
  twice: 'message sent twice',
};

/** One draw decides among all kinds. */
function fateOf(intensity: Intensity, random: Random, call: ServiceCall): Fate {
  const delay = call.functionName.includes(intensity.slowLane ?? '') ? intensity.delay : 0;
  const kinds: [number, () => Fate][] = [
    [delay, () => ({ kind: 'delay', ms: random.between(10, 300) })],
    [intensity.reset, () => ({ kind: 'reset' })],
    [intensity.refusal, () => ({ kind: 'error', ...random.pick(refusals[call.service]) })],
    [intensity.lostAnswer, () => ({ kind: 'lose-answer' })],
    [intensity.hang, () => ({ kind: 'hang' })],
    [isMessage(call) ? intensity.duplicate : 0, () => ({ kind: 'twice' })],
  ];
  let draw = random.next() * (call.operation === 'Query' ? 30 : 1);
  for (const [probability, fate] of kinds) {
    if (draw < probability) return fate();
    draw -= probability;
  }
  return 'pass';
}
