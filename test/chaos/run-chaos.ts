import type { Cloud, ServiceCall } from '../../local/index.ts';
import { apiAt } from './api.ts';
import { repeat } from './bystander.ts';
import { deathsIn } from './deaths.ts';
import { type DisturbedStack, startDisturbedStack } from './disturbed-stack.ts';
import { drain } from './drain.ts';
import { type Evidence, storedIn } from './evidence.ts';
import { everything, type Intensity } from './intensity.ts';
import { type Examined, examinedIn, type Violation, violationsOf } from './invariants/index.ts';
import { queueDepths, redrive } from './queues.ts';
import { randomOf } from './random.ts';
import type { Promised } from './rider.ts';
import { putOnShift, rideAll } from './riders.ts';
import { type Scenario, scenarioOf } from './scenario.ts';
import { Tally, tallyOf } from './tally.ts';

export interface ChaosOptions {
  readonly assemblyDirectory: string;
  readonly seed: number;
  readonly rides: number;
  readonly intensity?: Intensity;
  /** Whether dead letters are sent through once more at the end. Default true. */
  readonly redrives?: boolean;
  readonly onProgress?: (line: string) => void;
}

/** What a run has shown. */
export interface ChaosReport {
  readonly seed: number;
  readonly injected: Tally;
  /** Rides by the state that they ended in. */
  readonly ended: Tally;
  readonly accepted: number;
  readonly events: number;
  /** Dead letters that were redriven, by queue. */
  readonly deadLetters: Tally;
  /** Drivers that a ride which was not confirmed keeps until its lease ends. */
  readonly leasesLeft: number;
  readonly seconds: number;
  readonly examined: readonly Examined[];
  readonly violations: readonly Violation[];
}

/** One run: a stack of its own, riders and faults, then quiet, a redrive, and quiet again. */
export async function runChaos(options: ChaosOptions): Promise<ChaosReport> {
  const { seed, intensity = everything, redrives = true, onProgress = () => {} } = options;
  const startedAt = Date.now();
  const injected = new Tally();
  const scenario = scenarioOf(seed, options.rides, intensity);
  const outages = new Map(
    scenario.plans.flatMap(({ traceId, outage }) => (outage ? [[traceId, outage] as const] : [])),
  );
  const stack = await startDisturbedStack({ ...options, intensity, injected, outages });
  let drivers: Awaited<ReturnType<typeof putOnShift>> | undefined;
  try {
    drivers = await putOnShift(stack.cloud.apiUrl, scenario);
    const promised = await rideThroughFaults(stack, scenario, { intensity, injected, onProgress });
    const { evidence, deadLetters } = await rest(stack, promised, { redrives, drivers, onProgress });
    return {
      seed,
      injected,
      ended: tallyOf(evidence.rides.map(({ status }) => status)),
      accepted: promised.filter(({ answers }) => answers.length > 0).length,
      events: evidence.events.length,
      deadLetters,
      leasesLeft: evidence.drivers.filter(({ leaseUntil = '' }) => leaseUntil >= evidence.at).length,
      seconds: (Date.now() - startedAt) / 1000,
      examined: examinedIn(evidence),
      violations: violationsOf(evidence),
    };
  } finally {
    await drivers?.stop();
    await stack.stop();
  }
}

async function rideThroughFaults(
  stack: DisturbedStack,
  scenario: Scenario,
  { intensity, injected, onProgress }: Required<Pick<ChaosOptions, 'intensity' | 'onProgress'>> & { injected: Tally },
): Promise<Promised[]> {
  const kill = deathsIn(stack.cloud, randomOf(scenario.seed, 'deaths'), injected);
  countTold(injected, scenario);
  stack.disturb();
  const throttled = throttling(stack.cloud, intensity, injected);
  const promised = await rideAll({ api: apiAt(stack.cloud.apiUrl), kill }, scenario, intensity.riders, onProgress);
  await throttled.stop();
  await stack.calm();
  return promised;
}

/** The faults that requests themselves ask for. */
function countTold(injected: Tally, { plans }: Scenario): void {
  for (const { request } of plans) {
    for (const { fault } of Object.values(request.simulate ?? {})) if (fault) injected.add(`branch told to: ${fault}`);
  }
}

/** Waits for quiet, sends dead letters through once more, waits again, does so days later, and gathers what there is. */
async function rest(
  stack: DisturbedStack,
  promised: readonly Promised[],
  { redrives, drivers, onProgress }: Required<Pick<ChaosOptions, 'redrives' | 'onProgress'>> & { drivers: Stoppable },
): Promise<{ evidence: Evidence; deadLetters: Tally }> {
  const { services, recorder, sightings, apiDeaths, cancelled, metronome, ownClock } = stack;
  onProgress('draining');
  await drain(services, onProgress);
  const { rides: ridesBeforeRedrive } = await storedIn(services);
  const deliveries = await stack.deliveries.all();
  const eventsBeforeRedrive = [...(await recorder.events())];
  const deadLetters = redrives ? await redrive(services.sqs) : new Tally();
  onProgress(`${deadLetters.total} dead letters redriven, draining`);
  if (deadLetters.total > 0) await drain(services, onProgress);
  await drivers.stop();
  const beforeLater = redrives ? await storedIn(services) : undefined;
  const sentLater = redrives ? await daysLater(stack, onProgress) : 0;
  const [stored, queues, events] = [await storedIn(services), await queueDepths(services.sqs), await recorder.events()];
  const at = new Date().toISOString();
  const { disturbed, deadlineDueAt, deadlineLooks, deadlineHangs, ends } = sightings;
  const seen = {
    disturbed,
    deadlineDueAt,
    deadlineLooks,
    deadlineHangs,
    ends,
    deliveries,
    apiDeaths,
    cancelled,
    lags: metronome.lags,
    ownTime: ownClock.moments,
  };
  const redriving = { ridesBeforeRedrive, redriven: deadLetters.total, beforeLater, sentLater, eventsBeforeRedrive };
  return { evidence: { ...stored, ...seen, ...redriving, at, events, promised, queues }, deadLetters };
}

/** Something that goes on until it is stopped. */
interface Stoppable {
  stop(): Promise<unknown>;
}

/** Later than any deadline, lease or hold, and before any record has gone. */
const laterMs = 3 * 86_400_000;

/** Sends dead letters, and what functions have sent before, once more with the clock set ahead. Returns how many messages that were. */
async function daysLater(
  { cloud, clock, services, sightings }: DisturbedStack,
  onProgress: (line: string) => void,
): Promise<number> {
  await clock.setAhead(laterMs);
  await cloud.killWorkers();
  const { messages } = sightings;
  const { total } = await redrive(services.sqs);
  onProgress(`three days later: ${total} dead letters redriven, ${messages.length} messages sent again, draining`);
  for (const message of messages) await repeat(cloud.environment.AWS_ENDPOINT_URL ?? '', undelayed(message));
  await drain(services, onProgress);
  return total + messages.length;
}

/** The same message, to be delivered at once. */
const undelayed = (call: ServiceCall): ServiceCall => ({
  ...call,
  body: call.body.replaceAll(/"DelaySeconds":\d+/g, '"DelaySeconds":0'),
});

/** So many invocations at once a throttled function may have: the API more, or nobody would be let in. */
const throttledTo = { api: 8, others: 2 } as const;

/** Throttles all functions for a while, beginning at once. */
function throttling(cloud: Cloud, { throttledSeconds }: Intensity, injected: Tally): Stoppable {
  if (throttledSeconds === 0) return { stop: async () => {} };
  injected.add('seconds in which all functions are throttled', throttledSeconds);
  cloud.limitConcurrency(throttledTo.others);
  const [api] = Object.keys(cloud.physicalIds).filter((id) => /^ApiFunction[0-9A-F]{8}$/.test(id));
  cloud.limitConcurrency(throttledTo.api, api);
  const release = () => cloud.limitConcurrency(undefined);
  const timer = setTimeout(release, throttledSeconds * 1000);
  return {
    stop: async () => {
      clearTimeout(timer);
      release();
    },
  };
}
