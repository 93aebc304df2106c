import { setTimeout as wait } from 'node:timers/promises';
import { asDriver, asRider } from '../../cli/callers.ts';
import { each } from '../../cli/each.ts';
import { fleetOf, usualFleetSize } from '../../cli/fleet.ts';
import { mulberry32 } from '../../cli/mulberry32.ts';
import type { RideView } from '../../core/ride-view.ts';
import type { Simulate } from '../../core/simulation.ts';
import { figuresOf, type PhaseFigures } from '../load/figures.ts';
import { putOnShift, spreadFleet } from '../load/fleet.ts';
import { listenForOutcomes } from '../load/outcomes.ts';
import type { Phase } from '../load/phases.ts';
import { noDelay, requestOf } from '../load/riders.ts';
import { type AcceptedRide, Traffic } from '../load/traffic.ts';
import { apiAt, patiently } from '../support/api.ts';
import { median, percentile } from '../support/percentiles.ts';
import { takeOrders } from '../support/sender-process.ts';
import { drained, flooding } from './progress.ts';

/** How riders arrive. */
export interface Flood {
  /** The number of rides, shared by `atOnce` callers that each send one at a time; or for how many seconds they go on. */
  readonly rides: number | undefined;
  readonly seconds: number | undefined;
  readonly atOnce: number;
  /** Each ride's simulated delays and faults. */
  readonly simulate: Simulate;
  /** Whether refused riders retry after `Retry-After`, until they are admitted. */
  readonly obey: boolean;
  /** Whether the stack has served rides before. */
  readonly warm: boolean;
}

export interface Orders {
  readonly apiUrl: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly topicArn: string;
  /** The number of drivers, spread evenly over the city; by default the fleet of `npm start`. */
  readonly drivers: number | 'start';
  readonly flood: Flood;
}

/** The answers to lone riders, one after the other. */
export interface Lone {
  readonly medianMs: number;
  readonly notConfirmed: number;
}

export interface FloodResult {
  readonly figures: PhaseFigures;
  readonly refusalP50: number;
  readonly refusalMax: number;
  /** Answers of 500 and more. */
  readonly serverErrors: number;
  /** From a ride's request until its end was received. */
  readonly slowestMs: number;
  readonly stillOpen: number;
  readonly notCompleted: number;
  readonly before: Lone | undefined;
  readonly after: Lone;
}

const loneRides = 20;
const warmUps = 60;
const lookEveryMs = 20;
const longestDrainMs = 60_000;

const [{ apiUrl, environment, topicArn, drivers, flood }, tell] = await takeOrders<Orders, FloodResult>();
const api = apiAt(apiUrl, flood.atOnce + 32);
const traffic = new Traffic(api);
const outcomes = await listenForOutcomes(environment, topicArn, (event) => traffic.hear(event));
tell({ progress: 'putting drivers on shift' });
const parked = await putOnShift(api, drivers === 'start' ? fleetOf(usualFleetSize) : spreadFleet(drivers));
let before: Lone | undefined;
if (flood.warm) {
  tell({ progress: `${warmUps} rides to warm up, ${loneRides} lone ones` });
  await each(Array.from({ length: warmUps }), 8, () => ask(noDelay, true));
  await traffic.backlogBelow(1);
  await traffic.completions();
  before = await lone();
}
tell({ progress: flooding });
const refusedBefore = traffic.refusals.length;
const startedAt = performance.now();
await each(turns(startedAt), flood.atOnce, () => ask());
const endedAt = performance.now();
tell({ progress: 'draining' });
await Promise.race([traffic.backlogBelow(1), wait(longestDrainMs, undefined, { ref: false })]);
const drainedAt = performance.now();
tell({ progress: drained });
await traffic.completions();
const phase: Phase = { startedAt, endedAt, drainedAt, backlog: [] };
const rides = [...traffic.accepted.values()];
const ofFlood = rides.filter(({ requestedAt }) => requestedAt >= startedAt);
const refusals = traffic.refusals.slice(refusedBefore);
const refusalMs = refusals.map(({ ms }) => ms);
tell({ progress: `${loneRides} lone rides` });
const after = await lone();
await outcomes.stop();
await parked.stop();
await api.close();
tell({
  result: {
    figures: figuresOf('flood', phase, rides, refusals),
    refusalP50: refusalMs.length > 0 ? median(refusalMs) : 0,
    refusalMax: refusalMs.length > 0 ? percentile(refusalMs, 1) : 0,
    serverErrors: refusals.filter(({ status }) => status >= 500).length,
    slowestMs: percentile([0, ...ofFlood.map(tookMs)], 1),
    stillOpen: ofFlood.filter(({ endedAt: at }) => at === undefined).length,
    notCompleted: traffic.notCompleted,
    before,
    after,
  },
});

function tookMs({ requestedAt, endedAt: at = requestedAt }: AcceptedRide): number {
  return at - requestedAt;
}

/** Requests a ride. With `obey` a refused request is retried until it is admitted. */
async function ask(simulate = flood.simulate, obeys = flood.obey): Promise<void> {
  for (;;) {
    const refusal = await traffic.request(simulate);
    if (refusal === undefined || !obeys || refusal.retryAfterSeconds === undefined) return;
    await wait(1_000 * refusal.retryAfterSeconds);
  }
}

/** Yields once for each ride of the flood. */
function* turns(startedAt: number): Iterable<void> {
  const { rides = Number.POSITIVE_INFINITY, seconds = Number.POSITIVE_INFINITY } = flood;
  for (let turn = 0; turn < rides && performance.now() - startedAt <= 1_000 * seconds; turn += 1) yield;
}

/** Rides one after the other, each of which is awaited and completed. */
async function lone(): Promise<Lone> {
  const random = mulberry32(9);
  const took: number[] = [];
  let notConfirmed = 0;
  for (let ride = 0; ride < loneRides; ride += 1) {
    const headers = { ...(await asRider(`lone-${ride}`)), prefer: 'wait=25' };
    const request = { headers, body: requestOf(random) };
    const startedAt = performance.now();
    let { body } = await patiently(() => api.call<RideView>('POST', 'rides', request));
    while (body.status === 'requested') {
      // Where few invocations are granted, calls may not wait soon after a flood.
      await wait(lookEveryMs);
      ({ body } = await patiently(() => api.call<RideView>('GET', `rides/${body.rideId}`, { headers })));
    }
    took.push(performance.now() - startedAt);
    if (body.status !== 'confirmed') notConfirmed += 1;
    else {
      const asItsDriver = { headers: await asDriver(body.outcome?.driver.driverId ?? '') };
      await patiently(() => api.call('POST', `rides/${body.rideId}/complete`, asItsDriver));
    }
  }
  return { medianMs: median(took), notConfirmed };
}
