import { Admission } from '../../../core/admission.ts';
import { branches, optionalPatienceSeconds, type Registry } from '../../../core/branches.ts';
import { OverloadedError } from '../../../core/errors.ts';
import { graceMs } from '../../../core/outcome-rule.ts';
import type { Ride } from '../../../core/ride.ts';
import { RidesLeft } from '../../../core/rides-left.ts';
import { type Clock, instantOf } from '../../../core/time.ts';
import { WaitPace } from '../../../core/wait-pace.ts';
import { TokenBucket } from '../../../local/api/token-bucket.ts';
import { Concurrency } from '../../../local/lambda/concurrency.ts';
import { mulberry32 } from '../../mulberry32.ts';
import { batchSize } from '../growth.ts';
import { Consumer } from './consumer.ts';
import type { Course, Outcome, RideCourse } from './course.ts';
import { EventQueue } from './event-queue.ts';
import { Environments } from './invocations.ts';
import { throttledLoadStore } from './load-store.ts';
import { exponential, type Sampler, type Spread, samplerOf } from './spread.ts';

const registry: Registry = branches;

const required: ReadonlySet<string> = new Set(
  Object.values(registry)
    .filter(({ need }) => need === 'required')
    .map(({ name }) => name),
);

/** The beginning, on functions' clocks. */
const epoch = Date.parse('2026-01-01T00:00:00.000Z');

const usualDeadlineSeconds = 20;

/** How long a branch takes to notice a passed deadline, and the API to refuse a ride. */
const skipMs = 5;

/** An admitted ride. */
interface Accepted {
  readonly course: RideCourse;
  readonly times: Pick<Ride, 'requestedAt' | 'deadlineAt'>;
  readonly deadline: number;
  readonly pending: Set<string>;
  /** When it left `requested`. */
  leftAt?: number;
  isWoken?: boolean;
  /** Ends its waiting call. */
  answer?: () => void;
}

/**
 * Rides on a stack, hop by hop, in virtual time: the stage's throttle, the API's invocations, admission and waits by
 * core/admission.ts and core/wait-pace.ts, queues and their event source mappings, four branches, the aggregator, and the
 * deadline. Each decided ride gets a driver.
 */
export async function simulateRides(course: Course): Promise<Outcome> {
  // The stack traces of tens of thousands of refusals are useless, and take longer to capture than everything else.
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return await new Stack(course).run();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** Makes one date of each moment: functions ask for it again and again. */
function clockOf(events: EventQueue): Clock {
  let at = 0;
  let date = new Date(epoch);
  return () => {
    if (at !== events.now) {
      at = events.now;
      date = new Date(epoch + at);
    }
    return date;
  };
}

class Stack {
  readonly #course: Course;
  readonly #events = new EventQueue();
  readonly #random: () => number;
  readonly #rides: RideCourse[] = [];
  readonly #mostWaiting: Record<string, number> = {};
  readonly #deadlineMs: number;
  readonly #stage: TokenBucket | undefined;
  /** The time of the request to the stage. */
  #atStage = 0;
  #nextOtherAt = 0;
  readonly #api: Environments;
  readonly #processes: readonly { readonly admission: Admission; readonly pace: WaitPace }[];
  readonly #left: readonly RidesLeft[];
  readonly #branches: ReadonlyMap<string, Consumer<Accepted>>;
  readonly #aggregator: Consumer<Accepted>;
  readonly #takes: Readonly<Record<'gateway' | 'accept' | 'fanOut' | 'answer' | 'decide' | 'tell', Sampler>>;

  constructor(course: Course) {
    this.#course = course;
    const { seed, hops, stage, deadlineSeconds = usualDeadlineSeconds } = course;
    this.#random = mulberry32(seed);
    this.#deadlineMs = deadlineSeconds * 1000;
    const now = () => this.#events.now;
    this.#stage = stage && new TokenBucket(stage.perSecond, Math.max(1, stage.burst), () => this.#atStage);
    const { concurrency, apiConcurrency, burst, occupied = 0 } = course;
    const account = new Concurrency(concurrency - (apiConcurrency ?? occupied));
    const ofApi = apiConcurrency === undefined ? account : new Concurrency(apiConcurrency - occupied);
    const coldStart = this.#sampler([course.coldStart]);
    const environmentsOf = (name: string) =>
      new Environments(this.#events, {
        account: name === 'api' ? ofApi : account,
        warm: course.warmOf(name),
        perTenSeconds: course.environmentsPerTenSeconds,
        coldStart,
      });
    this.#api = environmentsOf('api');
    const clock = clockOf(this.#events);
    const load = throttledLoadStore(now, course.loadWritesPerSecond);
    this.#processes = Array.from({ length: course.processes }, () => ({
      admission: new Admission(
        { load, clock },
        { deadlineSeconds, concurrency, burst, ...(apiConcurrency !== undefined && { apiConcurrency }) },
      ),
      pace: new WaitPace(),
    }));
    this.#left = Array.from({ length: course.aggregators }, () => new RidesLeft({ load, clock }));
    const consumer = (
      name: string,
      poll: readonly Spread[],
      work: (batch: readonly Accepted[], done: () => void) => void,
    ) =>
      new Consumer<Accepted>(this.#events, {
        environments: environmentsOf(name),
        poll: this.#sampler(poll),
        mapping: course.mappingOf(name),
        batchSize,
        work,
      });
    this.#branches = new Map(
      Object.values(registry).map(({ name, simulatedMs }) => {
        const work = this.#sampler(hops.work[name] ?? []);
        return [
          name,
          consumer(name, hops.poller, (batch, done) =>
            this.#branchWorks(name, () => simulatedMs + work(), batch, done),
          ),
        ];
      }),
    );
    this.#aggregator = consumer('aggregator', hops.wakeUp, (batch, done) => this.#aggregatorWorks(batch, done));
    this.#takes = {
      gateway: this.#sampler(hops.gateway),
      accept: this.#sampler(hops.accept),
      fanOut: this.#sampler(hops.fanOut),
      answer: this.#sampler(hops.answer),
      decide: this.#sampler(hops.decide),
      tell: this.#sampler(hops.tell),
    };
  }

  async run(): Promise<Outcome> {
    const { riders } = this.#course;
    if (riders.kind === 'open') this.#nextRider(riders.perSecond, riders.seconds * 1000);
    else this.#callersBegin(riders.callers, riders.rides);
    await this.#events.run();
    const consumers = [...this.#branches.values(), this.#aggregator];
    const throttled = consumers.reduce((sum, each) => sum + each.throttled, 0);
    return { rides: this.#rides, throttled, mostWaiting: this.#mostWaiting };
  }

  #sampler(spreads: readonly Spread[]): Sampler {
    return samplerOf(spreads, this.#random);
  }

  /** Thinning: arrivals at the rate of each moment. Without riders, the rate is checked again after a while. */
  #nextRider(perSecond: (second: number) => number, untilMs: number): void {
    const rate = perSecond(this.#events.now / 1000);
    const gapMs = rate > 0 ? exponential(1000 / rate, this.#random) : 100;
    // The rate may change before that.
    const pauseMs = Math.min(gapMs, 100);
    this.#events.after(pauseMs, () => {
      if (this.#events.now >= untilMs) return;
      if (gapMs <= 100 && rate > 0) this.#ask();
      this.#nextRider(perSecond, untilMs);
    });
  }

  /** Spread over the slowest branch: independent callers don't begin together. */
  #callersBegin(callers: number, rides: number): void {
    let asked = 0;
    const call = () => {
      if (asked >= rides) return;
      asked += 1;
      this.#ask(call);
    };
    const slowest = Math.max(...Object.values(registry).map(({ simulatedMs }) => simulatedMs));
    for (let caller = 0; caller < callers; caller += 1) this.#events.after((caller / callers) * slowest, call);
  }

  /** A rider requests a ride. `next` is called once they have an answer. */
  #ask(next?: () => void): void {
    const ride: RideCourse = { sentAt: this.#events.now };
    this.#rides.push(ride);
    if (!this.#mayPassStage()) this.#know(ride, 'throttled', next);
    else this.#events.after(this.#takes.gateway(), () => this.#invokeApi(ride, next));
  }

  /** Completions and drivers' reports use the stage's throttle too: first those that came before this request. */
  #mayPassStage(): boolean {
    if (this.#stage === undefined) return true;
    const { others = 0 } = this.#course.stage ?? {};
    while (others > 0 && this.#nextOtherAt <= this.#events.now) {
      this.#atStage = this.#nextOtherAt;
      this.#stage.take();
      this.#nextOtherAt += exponential(1000 / others, this.#random);
    }
    this.#atStage = this.#events.now;
    return this.#stage.take();
  }

  #invokeApi(ride: RideCourse, next?: () => void): void {
    const startsInMs = this.#api.take();
    if (startsInMs === undefined) this.#know(ride, 'failed', next);
    else this.#events.after(startsInMs, () => this.#admit(ride, next));
  }

  #know(ride: RideCourse, end: NonNullable<RideCourse['end']>, next?: () => void): void {
    ride.end = end;
    ride.knownAt = this.#events.now;
    next?.();
  }

  async #admit(course: RideCourse, next?: () => void): Promise<void> {
    const { now } = this.#events;
    const process = this.#any(this.#processes);
    const times = {
      requestedAt: instantOf(epoch + Math.floor(now)),
      deadlineAt: instantOf(epoch + Math.floor(now) + this.#deadlineMs),
    };
    try {
      await process.admission.admit(times);
    } catch (error) {
      if (!(error instanceof OverloadedError)) throw error;
      this.#events.after(skipMs, () => {
        this.#api.giveBack();
        this.#know(course, 'refused', next);
      });
      return;
    }
    const ride: Accepted = { course, times, deadline: now + this.#deadlineMs, pending: new Set(this.#branches.keys()) };
    this.#events.after(this.#deadlineMs, () => this.#deadlineComes(ride));
    this.#events.after(this.#takes.accept(), async () => {
      for (const [name, consumer] of this.#branches) {
        this.#events.after(this.#takes.fanOut(), () => {
          consumer.send(ride);
          this.#mostWaiting[name] = Math.max(this.#mostWaiting[name] ?? 0, consumer.waiting);
        });
      }
      course.waited = this.#course.wait && (await process.admission.mayWait());
      if (course.waited) this.#wait(ride, process, now, next);
      else {
        this.#api.giveBack();
        next?.();
      }
    });
  }

  /** The call polls for the outcome as the API does, or is notified if the polling is part of `tell`. */
  #wait(
    ride: Accepted,
    { admission, pace }: { admission: Admission; pace: WaitPace },
    requested: number,
    next?: () => void,
  ): void {
    const end = () => {
      admission.ended();
      this.#events.after(this.#takes.tell(), () => {
        this.#api.giveBack();
        ride.course.knownAt = this.#events.now;
        next?.();
      });
    };
    if (!this.#course.hops.looks) {
      ride.answer = end;
      return;
    }
    const look = () => {
      if (ride.leftAt === undefined) return this.#events.after(pace.nextMs(this.#events.now - requested), look);
      pace.observe(ride.leftAt - requested);
      end();
    };
    this.#events.after(pace.nextMs(this.#events.now - requested), look);
  }

  #branchWorks(name: string, takes: Sampler, batch: readonly Accepted[], done: () => void): void {
    let left = batch.length;
    const ended = () => {
      left -= 1;
      if (left === 0) done();
    };
    for (const ride of batch) {
      if (this.#events.now >= ride.deadline) this.#events.after(skipMs, ended);
      else
        this.#events.after(takes() + this.#takes.answer(), () => {
          ended();
          this.#answered(ride, name);
        });
    }
  }

  /** As in core/wake-up.ts: immediately if no branch is pending, with some patience for optional ones. */
  #answered(ride: Accepted, name: string): void {
    ride.pending.delete(name);
    if (ride.isWoken || ride.leftAt !== undefined) return;
    if (ride.pending.size === 0) this.#wake(ride);
    else if (required.has(name) && !this.#waitsForRequired(ride))
      this.#events.after(Math.min(optionalPatienceSeconds * 1000, ride.deadline - this.#events.now), () =>
        this.#wake(ride),
      );
  }

  #waitsForRequired({ pending }: Accepted): boolean {
    for (const each of pending) if (required.has(each)) return true;
    return false;
  }

  #wake(ride: Accepted): void {
    if (ride.isWoken || ride.leftAt !== undefined) return;
    ride.isWoken = true;
    this.#aggregator.send(ride);
    this.#mostWaiting.aggregator = Math.max(this.#mostWaiting.aggregator ?? 0, this.#aggregator.waiting);
  }

  #aggregatorWorks(batch: readonly Accepted[], done: () => void): void {
    let left = batch.length;
    const teller = this.#any(this.#left);
    for (const ride of batch) {
      this.#events.after(this.#takes.decide(), async () => {
        left -= 1;
        this.#leave(ride, this.#events.now < ride.deadline + graceMs ? 'confirmed' : 'expired', teller);
        if (left > 0) return;
        await teller.tell();
        done();
      });
    }
  }

  /** Runs in its own function. A ride whose required branches have answered is still confirmed by the aggregator. */
  #deadlineComes(ride: Accepted): void | Promise<void> {
    if (ride.leftAt !== undefined) return;
    if (!this.#waitsForRequired(ride)) return this.#wake(ride);
    const teller = this.#any(this.#left);
    this.#leave(ride, 'expired', teller);
    return teller.tell();
  }

  #leave(ride: Accepted, status: 'confirmed' | 'expired', teller: RidesLeft): void {
    if (ride.leftAt !== undefined) return;
    ride.leftAt = this.#events.now;
    ride.course.end = status;
    // Riders that wait learn of it later.
    ride.course.knownAt = this.#events.now;
    teller.count({ flow: 'parallel', status, ...ride.times } as Ride);
    ride.answer?.();
  }

  #any<Item>(items: readonly Item[]): Item {
    return items[Math.floor(this.#random() * items.length)] as Item;
  }
}
