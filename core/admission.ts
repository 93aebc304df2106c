import { OverloadedError } from './errors.ts';
import {
  type Counts,
  isCounted,
  type Judgement,
  judge,
  type Load,
  type LoadTerms,
  longestWaitShare,
  noCounts,
  probeOf,
  slotOf,
  slotOfRide,
} from './load.ts';
import { LoadCounts } from './load-counts.ts';
import type { LoadStore } from './ports.ts';
import type { Ride } from './ride.ts';
import { countLeft } from './rides-left.ts';
import type { Clock } from './time.ts';

export interface AdmissionPorts {
  readonly load: LoadStore;
  readonly clock: Clock;
  /** Called with the current load after each exchange with the store. */
  readonly judged?: (judgement: Judgement) => void;
  /** Called for each ride that was refused. */
  readonly refused?: () => void;
  /** Called for each call that was not allowed to wait. */
  readonly waitRefused?: () => void;
}

/** The limits of a stack with this many concurrent invocations. */
export interface AdmissionTerms {
  readonly deadlineSeconds: number;
  /** Concurrent invocations of all functions together. */
  readonly concurrency: number;
  /** The share of them that the API's function may use. Default: all. */
  readonly apiConcurrency?: number;
  /** Rides that may be under way at once before the service's throughput is known. */
  readonly burst: number;
}

/** A ride that was admitted. */
export interface Admitted {
  /** The ride was not created after all. */
  withdraw(): void;
}

/** The longest that a process relies on the counts that it last read, unless the deadline is short. */
const freshMs = 1_000;
const freshShare = 1 / 20;

/**
 * The share of the free places that a process assigns before it reads the counts again, and the most rides that this may be.
 */
const unaskedShare = 1 / 8;
const mostUnasked = 25;

/** A process that moves a ride on reports it within a second. What this process has read stays valid for as long. */
const endedMs = 2 * freshMs;

const longestRetryMs = 120_000;

/** A share of all invocations. Waiting calls must leave enough invocations for the work that they wait for. */
const waitingShare = 0.4;

/**
 * While more rides than this are under way no call may wait, because each of these rides may have a waiting caller. A single
 * ride always may.
 */
export const mostWaitingOf = ({
  concurrency,
  apiConcurrency = concurrency,
}: Pick<AdmissionTerms, 'concurrency' | 'apiConcurrency'>): number =>
  Math.max(1, Math.floor(waitingShare * apiConcurrency));

/**
 * Admits rides as long as they can be decided well before their deadline, and refuses the others before they have cost
 * anything. Each process has one; it shares its counts with all others. docs/concepts/overload.md has the arithmetic.
 */
export class Admission {
  readonly #ports: AdmissionPorts;
  readonly #terms: LoadTerms;
  readonly #mostWaiting: number;
  readonly #freshMs: number;
  readonly #quarterMs: number;
  readonly #counts = new LoadCounts();
  /** The counts of all processes, with the time at which this process read them. */
  #told: { readonly load: Load; readonly at: number } | undefined;
  #asking: Promise<void> | undefined;
  #askedAt = Number.NEGATIVE_INFINITY;
  /** Rides requested in this process, by slot. */
  readonly #asked = new Map<number, Counts>();
  /** When this process saw rides end that may still be counted as under way. */
  #ended: readonly number[] = [];
  /** When this process admitted rides without known counts. */
  #blindly: readonly number[] = [];
  /** The latest retry time that a refused caller was given. */
  #promisedAt = Number.NEGATIVE_INFINITY;

  constructor(ports: AdmissionPorts, terms: AdmissionTerms) {
    const deadlineMs = terms.deadlineSeconds * 1000;
    this.#ports = ports;
    this.#terms = { deadlineMs, burst: terms.burst };
    this.#mostWaiting = mostWaitingOf(terms);
    this.#freshMs = Math.min(freshMs, deadlineMs * freshShare);
    this.#quarterMs = deadlineMs * longestWaitShare;
  }

  /** Throws `OverloadedError` when a ride that is requested now would wait too long. */
  async admit(ride: Pick<Ride, 'requestedAt' | 'deadlineAt'>): Promise<Admitted> {
    this.#countAsked();
    const before = this.#known();
    const wasFull = before !== undefined && isFull(before);
    if (wasFull && this.#isFresh()) throw this.#refusal(before);
    const slot = slotOfRide(ride);
    const accept = () => this.#counts.add('accepted', slot);
    const withdraw = () => this.#counts.add('accepted', slot, -1);
    // A place is taken before it is known to be free, so that a hundred processes that ask at the same moment each read a
    // different count. Where no place was free a moment ago, a place that is given back at once is not published to the
    // others.
    if (!wasFull) accept();
    await this.#ask(this.#counts.unsent('accepted') > this.#mayGiveAway(before));
    if (!wasFull) withdraw();
    const known = this.#known();
    if (known === undefined ? this.#mayTakeBlindly() : !isFull(known)) {
      accept();
      return { withdraw };
    }
    // Without this, it could take a long time until a call tells the other processes that the place is free.
    if (this.#counts.unsent('accepted') < 0) await this.#ask(true);
    throw known ? this.#refusal(known) : this.#blindRefusal();
  }

  /**
   * Whether a call may wait for an outcome: not while waiting calls could take the invocations that answering needs, or while
   * no counts are known.
   */
  async mayWait(): Promise<boolean> {
    await this.#ask();
    const known = this.#known();
    const now = this.#now();
    this.#ended = this.#ended.filter((at) => now - at < endedMs);
    const mayWait =
      known !== undefined && known.underWay + this.#untoldByOthers(known) - this.#ended.length <= this.#mostWaiting;
    if (!mayWait) this.#ports.waitRefused?.();
    return mayWait;
  }

  /** Records the end of a ride that this process has waited for: its place is free before other processes have counted it. */
  ended(): void {
    this.#ended = [...this.#ended, this.#now()];
  }

  /** Records a ride that this process has moved on from `requested`. */
  left(ride: Ride): void {
    countLeft(this.#counts, ride, this.#now());
  }

  /** Publishes the rides that have left. Called at the end of an invocation, because the next one may be far off. */
  async tell(): Promise<void> {
    // An exchange in progress carries earlier counts only.
    await this.#asking;
    if (this.#counts.unsent('left') > 0) await this.#ask(true);
  }

  /** Rides that others have admitted and not published yet: they publish admissions once a second, and ends at once. */
  #untoldByOthers({ asked }: Judgement): number {
    const own = judge(this.#asked, this.#now(), this.#terms).asked;
    return Math.floor((Math.max(0, asked - own) * this.#freshMs) / 2 / this.#quarterMs);
  }

  /** The known counts, unless they are too old to be of use. */
  #known(): Judgement | undefined {
    if (this.#told === undefined || this.#now() - this.#told.at >= this.#quarterMs) return undefined;
    return judge(this.#counts.with(this.#told.load), this.#now(), this.#terms);
  }

  #isFresh = (): boolean => this.#told !== undefined && this.#now() - this.#told.at < this.#freshMs;

  /** How many rides may be admitted before the counts are read again. */
  #mayGiveAway(known: Judgement | undefined): number {
    return known ? Math.min(mostUnasked, Math.max(1, (known.limit - known.underWay) * unaskedShare)) : 0;
  }

  /**
   * Publishes this process's counts and reads those of all others, when the last exchange is long enough ago, or `anew`.
   * Concurrent callers share one exchange. After a failure the store is not asked again at once.
   */
  async #ask(anew = false): Promise<void> {
    const isDue = this.#now() - this.#askedAt >= this.#freshMs || (anew && this.#isFresh());
    if (this.#asking === undefined && isDue) {
      this.#askedAt = this.#now();
      this.#asking = this.#exchange(this.#askedAt).finally(() => {
        this.#asking = undefined;
      });
    }
    await this.#asking;
  }

  async #exchange(at: number): Promise<void> {
    const load = await this.#counts.send(this.#ports.load, at, this.#terms.deadlineMs).catch(() => undefined);
    if (load === undefined) return;
    this.#told = { load, at };
    const known = this.#known();
    if (known) this.#ports.judged?.(known);
  }

  /** Whether a ride may be admitted without known counts: in a quarter of the deadline as many as probe a service. */
  #mayTakeBlindly(): boolean {
    const now = this.#now();
    this.#blindly = this.#blindly.filter((at) => now - at < this.#quarterMs);
    if (this.#blindly.length >= probeOf(this.#terms)) return false;
    this.#blindly = [...this.#blindly, now];
    return true;
  }

  #blindRefusal(): OverloadedError {
    this.#ports.refused?.();
    const [first = this.#now()] = this.#blindly;
    return new OverloadedError(secondsOf(first + this.#quarterMs - this.#now()));
  }

  /** Retry times are spread one after the other, at the rate at which rides end. */
  #refusal({ underWay, rate, asked }: Judgement): OverloadedError {
    this.#ports.refused?.();
    const now = this.#now();
    this.#counts.add('refused', slotOf(now, this.#terms.deadlineMs));
    const share = Math.min(1, judge(this.#asked, now, this.#terms).asked / asked);
    const roomAt = now + underWay / rate - this.#quarterMs;
    this.#promisedAt = Math.max(roomAt, this.#promisedAt + 1 / (rate * share));
    return new OverloadedError(secondsOf(Math.min(longestRetryMs, this.#promisedAt - now)));
  }

  #countAsked(): void {
    const now = this.#now();
    const slot = slotOf(now, this.#terms.deadlineMs);
    for (const each of this.#asked.keys()) if (!isCounted(each, now, this.#terms.deadlineMs)) this.#asked.delete(each);
    this.#asked.set(slot, { ...noCounts, accepted: (this.#asked.get(slot)?.accepted ?? 0) + 1 });
  }

  #now = (): number => this.#ports.clock().getTime();
}

const isFull = ({ underWay, limit }: Judgement): boolean => underWay >= limit;

const secondsOf = (ms: number): number => Math.max(1, Math.ceil(ms / 1000));
