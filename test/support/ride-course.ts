import fc, { type Scheduler } from 'fast-check';
import type { Need } from '../../core/branches.ts';
import { endRide } from '../../core/end-ride.ts';
import { RideEndedError } from '../../core/errors.ts';
import { type GatherPorts, gather } from '../../core/gather.ts';
import type { BranchResult, GatherMessage, RideRequested } from '../../core/messages.ts';
import type { AnswerStore, RideStore } from '../../core/ports.ts';
import { repairedRides } from '../../core/repaired-rides.ts';
import type { Ride, RideStatus } from '../../core/ride.ts';
import { type Instant, plusMs } from '../../core/time.ts';
import { type Crash, CrashError, interleaved, processes } from './disturbed-ports.ts';
import { answerIn, type GatherWorld, gatherWorld, releaseDriver } from './gather-world.ts';
import { aDeadline, aResult, aRide, deadlineAt, expects, requestedAt } from './rides.ts';

/** What a branch says, and how long after the ride was requested. */
export interface Said {
  readonly branch: string;
  readonly status: BranchResult['status'];
  readonly atMs: number;
}

/** What happens to a ride. */
export interface Course {
  readonly expects: Readonly<Record<string, Need>>;
  /** At most once each; a branch that is not here never answers. */
  readonly said: readonly Said[];
}

/** What befalls those who work on the ride. */
export interface Troubles {
  /** The calls at which a process dies; its message is delivered again a second later. */
  readonly crashes: readonly Crash[];
  /** Branches whose first write of their answer fails, before it has its effect or after it. */
  readonly failingWrites: Readonly<Record<string, 'before' | 'after'>>;
  /** After how many milliseconds each message to the gather comes once more; not again when there is none. */
  readonly copies: readonly (number | undefined)[];
  /** When the rider cancels, if so. */
  readonly cancelledAtMs?: number | undefined;
  /** When somebody looks at the ride. */
  readonly looksAtMs: readonly number[];
  /** How much too late the deadline's message comes. */
  readonly deadlineLateMs: number;
  /** How long a message waits in the queue of the gather that is due. */
  readonly queueLateMs: number;
  /** Whether each write that moves the ride on loses its answer and is made again by the client, which hears of the second one. */
  readonly movesAgain: boolean;
  readonly former: Former;
}

/** Who is of version 0.1.0, and sends what that sent: no time of the request, and results as messages. */
export interface Former {
  readonly branches: readonly string[];
  /** Whoever took the ride in: nobody is told whom it waits for. */
  readonly intake: boolean;
}

const nobody: Former = { branches: [], intake: false };

export const noTroubles: Troubles = {
  crashes: [],
  failingWrites: {},
  copies: [],
  looksAtMs: [],
  deadlineLateMs: 0,
  queueLateMs: 0,
  movesAgain: false,
  former: nobody,
};

const deadlineMs = 20_000;
const patienceMs = 2_000;

/** The moment that is so long after the request. */
export const atMs = (ms: number): Instant => plusMs(requestedAt, ms);

const status = fc.oneof(
  { weight: 12, arbitrary: fc.constant<BranchResult['status']>('ok') },
  { weight: 1, arbitrary: fc.constantFrom<BranchResult['status']>('rejected', 'failed') },
);

/** The usual branches, and up to two more of either kind. */
const anyExpects = fc
  .dictionary(fc.constantFrom('another-branch', 'another-subscriber'), fc.constantFrom<Need>('required', 'optional'), {
    maxKeys: 2,
    noNullPrototype: true,
  })
  .map((more) => ({ ...expects, ...more }));

const soonMs = fc.integer({ min: 0, max: 8 }).map((step) => step * 500);

/** Answers in time, many at the same moment, or too late, or none. Not at the very deadline, where either may come first. */
const anyMs = fc.oneof(
  { weight: 6, arbitrary: soonMs },
  { weight: 2, arbitrary: fc.integer({ min: 4_001, max: 19_999 }) },
  { weight: 1, arbitrary: fc.integer({ min: 20_001, max: 30_000 }) },
);

const courseBy = (said: (branch: string) => fc.Arbitrary<Said | undefined>): fc.Arbitrary<Course> =>
  anyExpects.chain((expected) =>
    fc.tuple(...Object.keys(expected).map(said)).map((all) => ({
      expects: expected,
      said: all.filter((each) => each !== undefined),
    })),
  );

const saying = (branch: string, ms: fc.Arbitrary<number>): fc.Arbitrary<Said> =>
  fc.record({ branch: fc.constant(branch), status, atMs: ms });

/** Rides whose branches say anything at any time, or nothing. */
export const anyCourse = courseBy((branch) => fc.option(saying(branch, anyMs), { freq: 8, nil: undefined }));

/** Rides all of whose branches answer within four seconds. */
export const quickCourse = courseBy((branch) => saying(branch, soonMs));

/** Where processes die: among the first calls, of which a ride of four branches makes some twenty. */
export const anyCrashes = fc.uniqueArray(
  fc.record<Crash>({ atCall: fc.integer({ min: 1, max: 30 }), when: fc.constantFrom('before', 'after') }),
  { maxLength: 3, selector: ({ atCall }) => atCall },
);

export const anyFailingWrites = fc.dictionary(
  fc.constantFrom(...Object.keys(expects)),
  fc.constantFrom<'before' | 'after'>('before', 'after'),
  { maxKeys: 4, noNullPrototype: true },
);

export const anyCopies = fc.array(fc.option(fc.integer({ min: 0, max: 30_000 }), { nil: undefined }), {
  maxLength: 12,
});

export const anyFormer: fc.Arbitrary<Former> = fc.record({
  branches: fc.subarray(Object.keys(expects)),
  intake: fc.boolean(),
});

export const anyTroubles: fc.Arbitrary<Troubles> = fc.record({
  crashes: anyCrashes,
  failingWrites: anyFailingWrites,
  copies: anyCopies,
  cancelledAtMs: fc.option(fc.integer({ min: 0, max: 25_000 }), { freq: 3, nil: undefined }),
  // A ride can be ended by a look from two seconds after its deadline on, and be confirmed by it for three more.
  looksAtMs: fc.array(
    fc.oneof(
      fc.integer({ min: 0, max: 22_000 }),
      fc.integer({ min: 22_000, max: 25_000 }),
      fc.integer({ min: 25_000, max: 40_000 }),
    ),
    { minLength: 1, maxLength: 3 },
  ),
  deadlineLateMs: fc.constantFrom(0, 1_000, 2_500, 6_000, 20_000, 20_000),
  queueLateMs: fc.constantFrom(0, 0, 0, 300, 3_000),
  movesAgain: fc.boolean(),
  former: fc.oneof({ weight: 3, arbitrary: fc.constant(nobody) }, { weight: 1, arbitrary: anyFormer }),
});

/** How a ride without troubles ends: the rule as the design words it, with the time at which each branch answers. */
export function endOf({ expects: expected, said }: Course): { readonly status: RideStatus; readonly atMs: number } {
  const inTime = said.filter((each) => each.atMs < deadlineMs);
  const of = (need: Need) => inTime.filter(({ branch }) => expected[branch] === need);
  const refusals = of('required').filter((each) => each.status !== 'ok');
  const missing = Object.keys(expected).filter((branch) => !inTime.some((each) => each.branch === branch));
  if (refusals.length > 0) return { status: 'rejected', atMs: Math.min(...refusals.map((each) => each.atMs)) };
  if (missing.some((branch) => expected[branch] === 'required')) return { status: 'expired', atMs: deadlineMs };
  const lastRequired = Math.max(0, ...of('required').map((each) => each.atMs));
  const last = missing.length > 0 ? Number.POSITIVE_INFINITY : Math.max(0, ...inTime.map((each) => each.atMs));
  return { status: 'confirmed', atMs: Math.min(last, lastRequired + patienceMs, deadlineMs) };
}

/** What has become of a ride once everything that was on its way has come. */
export interface Ended {
  readonly world: GatherWorld;
  readonly ride: Ride;
  /** How often a process has died. */
  readonly crashes: number;
  /** The messages to the gather, in the order in which they were sent. */
  readonly sent: GatherWorld['gatherQueue']['sent'];
}

/**
 * Runs a ride: its branches, the aggregator, the function of the deadlines, the subscriber that releases drivers, and
 * whoever looks or cancels, all at the same time. The scheduler decides in which order their calls take effect, and how
 * many messages a delivery has; the clock moves when all that was due has come.
 */
export async function run(course: Course, troubles: Troubles, scheduler: Scheduler): Promise<Ended> {
  const world = await gatherWorld(aRide({ expects: course.expects }));
  const stage = new Stage(world, troubles, scheduler);
  for (const said of course.said) stage.answers(said);
  const deadline = aDeadline(world.asked);
  stage.sends(
    troubles.former.intake ? withoutRequestedAt(deadline) : deadline,
    plusMs(deadlineAt, troubles.deadlineLateMs),
  );
  for (const ms of troubles.looksAtMs) stage.looks(ms);
  if (troubles.cancelledAtMs !== undefined) stage.cancels(troubles.cancelledAtMs);
  const crashes = await stage.runs();
  return { world, ride: await world.ride(), crashes, sent: world.gatherQueue.sent };
}

/** As version 0.1.0 sent it. */
function withoutRequestedAt(message: GatherMessage): GatherMessage {
  const { requestedAt: _, ...former } = message;
  return former as GatherMessage;
}

/** What happens when. */
class Stage {
  readonly #world: GatherWorld;
  readonly #scheduler: Scheduler;
  readonly #process: ReturnType<typeof processes>;
  readonly #toFail: Map<string, 'before' | 'after'>;
  readonly #copies: (number | undefined)[];
  readonly #former: Former;
  readonly #queueLateMs: number;
  readonly #movesAgain: boolean;
  readonly #asked: RideRequested;
  readonly #agenda: { readonly at: Instant; readonly begin: () => Promise<void> }[] = [];
  readonly #running = new Set<Promise<void>>();
  readonly #inbox: GatherMessage[] = [];
  #crashes = 0;

  constructor(world: GatherWorld, troubles: Troubles, scheduler: Scheduler) {
    const { crashes, failingWrites, copies, former, queueLateMs, movesAgain } = troubles;
    const { expects: _, ...untold } = world.asked;
    this.#queueLateMs = queueLateMs;
    this.#movesAgain = movesAgain;
    this.#world = world;
    this.#former = former;
    this.#asked = former.intake ? untold : world.asked;
    this.#scheduler = scheduler;
    this.#process = processes(...crashes);
    this.#toFail = new Map(Object.entries(failingWrites));
    this.#copies = [...copies];
  }

  /** A branch's message is delivered, again and again until it is acknowledged. */
  answers({ branch, status, atMs: ms }: Said, attempt = 1): void {
    this.#at(atMs(ms), async () => {
      const at = this.#world.time.now();
      const { rideId, requestedAt } = this.#world.asked;
      const result = aResult(branch, { rideId, requestedAt, status, at, finishedAt: at, attempt });
      const { answers, ports } = this.#aProcess();
      const { gatherQueue, clock } = ports;
      const answer = this.#former.branches.includes(branch)
        ? () => gatherQueue.send(withoutRequestedAt(result))
        : () => answerIn(attempt, { answers, gatherQueue, clock }, this.#asked, result);
      const died = await hasDied(answer);
      if (!died) return;
      this.#crashes += 1;
      this.answers({ branch, status, atMs: ms + 1_000 }, attempt + 1);
    });
  }

  /** A message to the gather is delivered when it is due, with others that are, and perhaps once more. */
  sends(message: GatherMessage, due: Instant): void {
    this.#delivers(message, due);
    const copyAfterMs = this.#copies.shift();
    if (copyAfterMs !== undefined) this.#delivers(message, plusMs(due, copyAfterMs));
  }

  looks(ms: number): void {
    this.#at(atMs(ms), async () => {
      const { rides, ...ports } = this.#aProcess().ports;
      await hasDied(() => repairedRides(rides, ports, () => {}).get(this.#world.asked.rideId, 'latest'));
    });
  }

  cancels(ms: number): void {
    this.#at(atMs(ms), async () => {
      const { rides, gatherQueue } = this.#aProcess().ports;
      await hasDied(async () => {
        const read = await rides.get(this.#world.asked.rideId, 'latest');
        const ports = { ...this.#world.endPorts, rides, gatherQueue };
        if (read) await endRide(ports, read, 'cancelled').catch(ifEnded);
      });
    });
  }

  /** Until nothing is on its way any more. Returns how often a process has died. */
  async runs(): Promise<number> {
    for (;;) {
      while (this.#running.size > 0) await this.#scheduler.waitFor(Promise.all(this.#running));
      const [next] = this.#agenda.toSorted((one, other) => one.at.localeCompare(other.at));
      if (next === undefined) return this.#crashes;
      if (next.at > this.#world.time.now()) this.#world.time.set(next.at);
      const due = this.#agenda.filter(({ at }) => at <= this.#world.time.now());
      for (const each of due) this.#agenda.splice(this.#agenda.indexOf(each), 1);
      for (const { begin } of due) this.#start(begin);
    }
  }

  /** What a process works with: each delivery is one of its own. */
  #aProcess() {
    const { rides, drivers, events, gatherQueue, time, ports } = this.#world;
    const mortal = this.#process();
    const wrapped = <Port extends object>(port: Port): Port => mortal(interleaved(port, this.#scheduler));
    const publish: GatherPorts['events']['publish'] = async (event) => {
      await events.publish(event);
      this.#start(async () => {
        await this.#scheduler.schedule(Promise.resolve());
        await releaseDriver(drivers, event);
      });
    };
    const send: GatherPorts['gatherQueue']['send'] = async (message, delaySeconds = 0) => {
      await gatherQueue.send(message, delaySeconds);
      this.sends(message, plusMs(time.now(), Math.ceil(delaySeconds) * 1000 + this.#queueLateMs));
    };
    const move: RideStore['move'] = async (read, transition) => {
      const moved = await rides.move(read, transition);
      return this.#movesAgain ? rides.move(read, transition) : moved;
    };
    return {
      answers: this.#failingOnce(wrapped(rides.answers)),
      ports: {
        ...ports,
        rides: wrapped<RideStore>({ ...rides, move }),
        drivers: wrapped(drivers),
        events: wrapped({ publish }),
        gatherQueue: wrapped({ send }),
      },
    };
  }

  #failingOnce(answers: AnswerStore): AnswerStore {
    return {
      ...answers,
      keep: async (ride, result) => {
        const when = this.#toFail.get(result.branch);
        this.#toFail.delete(result.branch);
        if (when === 'before') throw new Error('The table is away.');
        const kept = await answers.keep(ride, result);
        if (when === 'after') throw new Error("The table's answer is lost.");
        return kept;
      },
    };
  }

  #delivers(message: GatherMessage, due: Instant): void {
    this.#at(due, async () => {
      this.#inbox.push(message);
      await this.#scheduler.schedule(Promise.resolve());
      const batch = this.#inbox.splice(0);
      if (batch.length === 0) return;
      const died = await hasDied(() => gather(this.#aProcess().ports, this.#world.asked.rideId, batch));
      if (!died) return;
      this.#crashes += 1;
      for (const each of batch) this.#delivers(each, plusMs(this.#world.time.now(), 1_000));
    });
  }

  /** What is due while something is under way begins at the same time. */
  #at(at: Instant, begin: () => Promise<void>): void {
    if (at <= this.#world.time.now() && this.#running.size > 0) this.#start(begin);
    else this.#agenda.push({ at, begin });
  }

  #start(begin: () => Promise<void>): void {
    const work: Promise<void> = begin().finally(() => this.#running.delete(work));
    this.#running.add(work);
  }
}

/** Whether a process has died over its work. */
async function hasDied(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    return false;
  } catch (error) {
    if (error instanceof CrashError) return true;
    throw error;
  }
}

const ifEnded = (error: unknown): void => {
  if (!(error instanceof RideEndedError)) throw error;
};
