import { each } from '../../cli/each.ts';
import type { RideStore } from '../../core/ports.ts';
import type { Ride } from '../../core/ride.ts';
import { median } from '../support/percentiles.ts';
import type { Asked, Flow, FlowName } from './flow.ts';
import { type Hop, hopsOf } from './hops.ts';
import type { Publications } from './publications.ts';
import { confirmedOf } from './refusals.ts';
import type { Services } from './services.ts';
import { slowestBranch } from './slowest-branch.ts';
import { isSteady } from './steady.ts';
import { tripsOf } from './trips.ts';
import { freeDrivers, turn } from './turn.ts';

/** The measurements at one number of callers. */
export interface Compared {
  readonly callers: number;
  readonly flows: Readonly<Record<FlowName, Measured>>;
  /** Of each confirmed ride of the parallel flow. */
  readonly hops: readonly Readonly<Record<Hop, number>>[];
}

export interface Measured {
  /** The numbers of requested and of confirmed rides. */
  readonly asked: readonly Asked[];
  readonly confirmed: readonly Asked[];
  /** Processor time of its turns, of all processes but the client, in milliseconds; NaN where it is not known. */
  readonly processorMs: number;
}

export interface Course {
  readonly callers: number;
  readonly rides: number;
  readonly flows: readonly Flow[];
  readonly services: Services;
  /** Processor time of the stack and the limit so far, together: the limit uses the stack's tables. */
  readonly processor: () => number;
  readonly progress: (line: string) => void;
}

const ridesPerCaller = 2;
const fewestTurns = 4;
const fewestWarmUpRides = 3;
const mostWarmUpTurns = 12;

/** Runs the flows in turns, so that disturbances of the machine affect all of them. Throws `TooManyRefusedError`. */
export async function compare(course: Course): Promise<Compared> {
  const { callers, rides, flows, services, processor, progress } = course;
  await warmUp(course);
  const ridesPerTurn = callers * ridesPerCaller;
  const turns = Math.max(fewestTurns, Math.ceil(rides / ridesPerTurn));
  progress(`${calling(callers)}: ${turns} turns of ${ridesPerTurn} rides for each flow`);
  const asked: Record<FlowName, Asked[]> = { parallel: [], sequential: [], limit: [] };
  const processorMs: Record<FlowName, number> = { parallel: 0, sequential: 0, limit: 0 };
  const passed: Record<Hop, number>[] = [];
  for (let round = 0; round < turns; round += 1) {
    // The same trips for each flow.
    const trips = tripsOf(ridesPerTurn, round);
    for (const flow of flows) {
      const before = processor();
      const answered = await turn(flow, callers, trips, slowestBranch.ms);
      processorMs[flow.name] += processor() - before;
      asked[flow.name].push(...answered);
      if (flow.name === 'parallel') passed.push(...(await hopsOfAll(answered, services)));
      await freeDrivers(flow, answered);
    }
    if ((round + 1) % Math.ceil(turns / 5) === 0) progress(`${calling(callers)}: ${round + 1} of ${turns} turns`);
  }
  const measured = (flow: FlowName): Measured => ({
    asked: asked[flow],
    confirmed: confirmedOf(asked[flow], `${flow}, ${calling(callers)}`),
    processorMs: processorMs[flow],
  });
  return {
    callers,
    flows: { parallel: measured('parallel'), sequential: measured('sequential'), limit: measured('limit') },
    hops: passed,
  };
}

export const calling = (callers: number): string => (callers === 1 ? '1 caller' : `${callers} callers`);

/** Each flow runs turns until it gets no faster: functions start, code is compiled, the API learns how long to wait. */
async function warmUp({ callers, flows, services, progress }: Course): Promise<void> {
  const rides = Math.max(fewestWarmUpRides, callers);
  for (const flow of flows) {
    const medians: number[] = [];
    while (!isSteady(medians) && medians.length < mostWarmUpTurns) {
      const asked = await turn(flow, callers, tripsOf(rides, -1 - medians.length), slowestBranch.ms);
      medians.push(median(asked.map(({ wallMs }) => wallMs)));
      await freeDrivers(flow, asked);
    }
    const steady = isSteady(medians) ? 'steady' : 'not steady';
    progress(`${calling(callers)}: ${flow.name} ${steady} after ${medians.map((ms) => ms.toFixed(0)).join(', ')} ms`);
  }
  await services.publications.read();
}

async function hopsOfAll(asked: readonly Asked[], { rides, publications }: Services): Promise<Record<Hop, number>[]> {
  await publications.read();
  const found: Record<Hop, number>[] = [];
  await each(asked, 8, async (one) => {
    const passed = await hopsOfRide(one, rides, publications);
    if (passed) found.push(passed);
  });
  return found;
}

async function hopsOfRide(
  { view, refusal, sentAt, answeredAt }: Asked,
  rides: Pick<RideStore, 'get'>,
  publications: Publications,
): Promise<Record<Hop, number> | undefined> {
  if (view === undefined || refusal !== undefined) return undefined;
  const ride = (await rides.get(view.rideId, 'latest')) as Ride;
  const publishingAt = publications.at(view.rideId);
  const result = ride.results[slowestBranch.name];
  if (publishingAt === undefined || result === undefined || ride.settledAt === undefined) return undefined;
  const { queuedAt, receivedAt, finishedAt } = result;
  const { requestedAt, settledAt } = ride;
  const passage = { sentAt, requestedAt, publishingAt, queuedAt, receivedAt, finishedAt, settledAt, answeredAt };
  return hopsOf(passage, slowestBranch.ms);
}
