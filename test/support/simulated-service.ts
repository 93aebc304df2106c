import { mulberry32 } from '../../cli/mulberry32.ts';
import { inMemoryLoadStore } from '../../cli/plan/simulation/load-store.ts';
import { Admission } from '../../core/admission.ts';
import { OverloadedError } from '../../core/errors.ts';
import type { LoadStore } from '../../core/ports.ts';
import type { Ride } from '../../core/ride.ts';
import { RidesLeft } from '../../core/rides-left.ts';
import { instantOf } from '../../core/time.ts';

/** How a service fares that takes rides in by the rule. */
export interface Course {
  readonly seconds: number;
  /** Rides asked for in a second. */
  readonly offered: (second: number) => number;
  /** Rides that the service decides in a second. */
  readonly capacity: (second: number) => number;
  /** Rides that may be under way at once before the service has shown what it can do. */
  readonly burst: number;
  readonly seed: number;
  readonly processes?: number;
  readonly aggregators?: number;
  /** The share of the store's calls that fail, half of which have their effect all the same. */
  readonly failing?: (second: number) => number;
  /** The share of processes that die in a second, with all that they have counted and not told. */
  readonly dying?: number;
  /** Whether those who are refused come back when they are told to. */
  readonly obedient?: boolean;
}

/** A ride that was let in. Times are milliseconds since the course began. */
export interface SimulatedRide {
  readonly acceptedAt: number;
  readonly times: Times;
  readonly leftAt?: number;
}

export interface Outcome {
  readonly offered: number;
  readonly accepted: readonly SimulatedRide[];
  readonly expired: readonly SimulatedRide[];
  readonly done: readonly SimulatedRide[];
  readonly refusedAt: readonly number[];
  /** Refusals of those who had come back as they were told. */
  readonly refusedAgain: number;
  readonly stillAsking: number;
  readonly storeCalls: number;
  /** What was offered and could have been done, moment by moment. */
  readonly doable: number;
}

const stepMs = 50;
const deadlineSeconds = 20;
/** What a ride takes on an idle service. */
const quickestMs = 400;
const start = Date.parse('2026-01-01T00:00:00.000Z');

type Times = Pick<Ride, 'requestedAt' | 'deadlineAt'>;

/** Step by step. All courses go through the same moments, and to write these as texts takes longer than all else. */
const timesOfSteps: Times[] = [];

function timesOf(at: number): Times {
  const step = (at - start) / stepMs;
  const times = timesOfSteps[step] ?? {
    requestedAt: instantOf(at),
    deadlineAt: instantOf(at + deadlineSeconds * 1000),
  };
  timesOfSteps[step] = times;
  return times;
}

/**
 * A service that decides rides one after the other, in virtual time: what it cannot decide before their deadline expires. Each
 * ride is asked for in one of several processes, and leaves in one of several others.
 */
export async function simulate(course: Course): Promise<Outcome> {
  // Where each of tens of thousands is refused says nothing, and takes longer to find out than all else.
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return await simulated(course);
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

async function simulated(course: Course): Promise<Outcome> {
  const { seconds, burst, seed, processes = 4, aggregators = 2, failing = () => 0, dying = 0 } = course;
  const random = mulberry32(seed);
  let now = start;
  let present = new Date(now);
  const clock = () => present;
  const second = () => (now - start) / 1000;
  const shared = inMemoryLoadStore();
  let storeCalls = 0;
  const load: LoadStore = {
    add: async (...call) => {
      storeCalls += 1;
      const fails = random() < failing(second());
      if (fails && random() < 0.5) throw new Error('not taken');
      const answer = await shared.add(...call);
      if (fails) throw new Error('answer lost');
      return answer;
    },
  };
  const anApi = () => new Admission({ load, clock }, { deadlineSeconds, concurrency: 1_000, burst });
  const anAggregator = () => new RidesLeft({ load, clock });
  const apis = Array.from({ length: processes }, anApi);
  const gathers = Array.from({ length: aggregators }, anAggregator);
  const any = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;

  const queue: SimulatedRide[] = [];
  const accepted: SimulatedRide[] = [];
  const expired: SimulatedRide[] = [];
  const done: SimulatedRide[] = [];
  const refusedAt: number[] = [];
  let comingBack: number[] = [];
  let refusedAgain = 0;
  let offered = 0;
  let doable = 0;
  let work = 0;
  let due = 0;

  const leave = (status: 'confirmed' | 'expired', rides: readonly SimulatedRide[]) => {
    for (const { times } of rides) any(gathers).count({ flow: 'parallel', status, ...times } as Ride);
    return rides.map((ride) => ({ ...ride, leftAt: now - start }));
  };
  const ask = async (again: boolean) => {
    try {
      await any(apis).admit(times);
      const ride = { acceptedAt: now - start, times };
      accepted.push(ride);
      queue.push(ride);
    } catch (error) {
      if (!(error instanceof OverloadedError)) throw error;
      refusedAt.push(now - start);
      if (again) refusedAgain += 1;
      if (course.obedient) comingBack.push(now + error.retryAfterSeconds * 1000);
    }
  };
  const replaceDying = <Item>(items: Item[], anItem: () => Item) => {
    for (let index = 0; index < items.length; index += 1) {
      if (random() < dying * (stepMs / 1000)) items[index] = anItem();
    }
  };

  let times = timesOf(now);
  for (; second() < seconds; now += stepMs) {
    times = timesOf(now);
    present = new Date(now);
    const wanted = course.offered(second()) * (stepMs / 1000);
    due += wanted;
    const able = course.capacity(second()) * (stepMs / 1000);
    doable += Math.min(wanted, able);
    // A service has no use for work that it could have done before.
    work = Math.min(work + able, 1 + able);
    const backNow = comingBack.filter((at) => at <= now);
    comingBack = comingBack.filter((at) => at > now);
    const asks: Promise<void>[] = backNow.map(() => ask(true));
    const variation = due > 0 ? Math.floor(due * (0.5 + random())) : 0;
    for (let index = 0; index < variation; index += 1) {
      offered += 1;
      asks.push(ask(false));
    }
    due -= variation;
    if (asks.length > 0) await Promise.all(asks);
    const ageMs = () => (queue[0] ? second() * 1000 - queue[0].acceptedAt : -1);
    while (ageMs() >= deadlineSeconds * 1000) expired.push(...leave('expired', queue.splice(0, 1)));
    for (; work >= 1 && ageMs() >= quickestMs; work -= 1) done.push(...leave('confirmed', queue.splice(0, 1)));
    replaceDying(apis, anApi);
    replaceDying(gathers, anAggregator);
    for (const each of gathers) await each.tell();
  }
  return {
    offered,
    accepted,
    expired,
    done,
    refusedAt,
    refusedAgain,
    stillAsking: comingBack.length,
    storeCalls,
    doable,
  };
}
