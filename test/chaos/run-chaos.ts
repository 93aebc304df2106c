import { apiAt } from './api.ts';
import { deathsIn } from './deaths.ts';
import { type DisturbedStack, startDisturbedStack } from './disturbed-stack.ts';
import { drain } from './drain.ts';
import { type Evidence, storedIn } from './evidence.ts';
import { everything, type Intensity } from './intensity.ts';
import { type Violation, violationsOf } from './invariants/index.ts';
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
  readonly violations: readonly Violation[];
}

/** One run: a stack of its own, riders and faults, then quiet, a redrive, and quiet again. */
export async function runChaos(options: ChaosOptions): Promise<ChaosReport> {
  const { seed, intensity = everything, redrives = true, onProgress = () => {} } = options;
  const startedAt = Date.now();
  const injected = new Tally();
  const scenario = scenarioOf(seed, options.rides, intensity);
  const stack = await startDisturbedStack({ ...options, intensity, injected });
  let drivers: Awaited<ReturnType<typeof putOnShift>> | undefined;
  try {
    drivers = await putOnShift(stack.cloud.apiUrl, scenario);
    const promised = await rideThroughFaults(stack, scenario, { intensity, injected, onProgress });
    const { evidence, deadLetters } = await rest(stack, promised, { redrives, onProgress });
    return {
      seed,
      injected,
      ended: tallyOf(evidence.rides.map(({ status }) => status)),
      accepted: promised.filter(({ answers }) => answers.length > 0).length,
      events: evidence.events.length,
      deadLetters,
      leasesLeft: evidence.drivers.filter(({ leaseUntil = '' }) => leaseUntil >= evidence.at).length,
      seconds: (Date.now() - startedAt) / 1000,
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
  const promised = await rideAll({ api: apiAt(stack.cloud.apiUrl), kill }, scenario, intensity.riders, onProgress);
  await stack.calm();
  return promised;
}

/** The faults that requests themselves ask for. */
function countTold(injected: Tally, { plans }: Scenario): void {
  for (const { request } of plans) {
    for (const { fault } of Object.values(request.simulate ?? {})) if (fault) injected.add(`branch told to: ${fault}`);
  }
}

/** Waits for quiet, sends dead letters through once more, waits again, and gathers what there is. */
async function rest(
  { services, recorder }: DisturbedStack,
  promised: readonly Promised[],
  { redrives, onProgress }: Required<Pick<ChaosOptions, 'redrives' | 'onProgress'>>,
): Promise<{ evidence: Evidence; deadLetters: Tally }> {
  onProgress('draining');
  await drain(services);
  const { rides: ridesBeforeRedrive } = await storedIn(services);
  const deadLetters = redrives ? await redrive(services.sqs) : new Tally();
  onProgress(`${deadLetters.total} dead letters redriven, draining`);
  if (deadLetters.total > 0) await drain(services);
  const [stored, queues, events] = [await storedIn(services), await queueDepths(services.sqs), await recorder.events()];
  const at = new Date().toISOString();
  return { evidence: { ...stored, at, ridesBeforeRedrive, events, promised, queues }, deadLetters };
}
