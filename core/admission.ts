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
  /** Told how things stand whenever this process has asked. */
  readonly judged?: (judgement: Judgement) => void;
  /** Told of each ride that was refused. */
  readonly refused?: () => void;
  /** Told of each call that was not let wait. */
  readonly waitRefused?: () => void;
}

/** What a stack that is granted so many concurrent invocations takes on. */
export interface AdmissionTerms {
  readonly deadlineSeconds: number;
  /** Invocations that may run at once, of all functions together. */
  readonly concurrency: number;
  /** Of these, as many as the API's function may have. Default: all. */
  readonly apiConcurrency?: number;
  /** Rides that may be under way at once before the service has shown what it can do. */
  readonly burst: number;
}

/** A ride that was let in. */
export interface Admitted {
  /** It did not come about after all. */
  withdraw(): void;
}

/** The longest that a process goes by what it was told, unless the deadline is short. */
const freshMs = 1_000;
const freshShare = 1 / 20;

/** The share of what is free that a process gives away before it asks what is free now, and how many rides at most. */
const unaskedShare = 1 / 8;
const mostUnasked = 25;

/** Whoever moves a ride on tells of it within a second; and so long is what this process was told good for. */
const endedMs = 2 * freshMs;

const longestRetryMs = 120_000;

/** Of all invocations. Those that wait leave enough to the others for what they wait for. */
const waitingShare = 0.4;

/** While more rides than that are under way nobody waits: each of them may have somebody who does. A lone rider always may. */
export const mostWaitingOf = ({
  concurrency,
  apiConcurrency = concurrency,
}: Pick<AdmissionTerms, 'concurrency' | 'apiConcurrency'>): number =>
  Math.max(1, Math.floor(waitingShare * apiConcurrency));

/**
 * Lets rides in as long as they can be decided well before their deadline, and refuses the others before they have cost
 * anything. It is one process's, and shares its counts with those of all others. docs/concepts/overload.md has the arithmetic.
 */
export class Admission {
  readonly #ports: AdmissionPorts;
  readonly #terms: LoadTerms;
  readonly #mostWaiting: number;
  readonly #freshMs: number;
  readonly #quarterMs: number;
  readonly #counts = new LoadCounts();
  /** What all have counted, as this process was told at a time. */
  #told: { readonly load: Load; readonly at: number } | undefined;
  #asking: Promise<void> | undefined;
  #askedAt = Number.NEGATIVE_INFINITY;
  /** The rides that were asked for in this process, by slot. */
  readonly #asked = new Map<number, Counts>();
  /** When this process saw rides end that may still be counted as under way. */
  #ended: readonly number[] = [];
  /** When this process let rides in while it knew nothing. */
  #blindly: readonly number[] = [];
  /** When the last of those who were refused was told to come back. */
  #promisedAt = Number.NEGATIVE_INFINITY;

  constructor(ports: AdmissionPorts, terms: AdmissionTerms) {
    const deadlineMs = terms.deadlineSeconds * 1000;
    this.#ports = ports;
    this.#terms = { deadlineMs, burst: terms.burst };
    this.#mostWaiting = mostWaitingOf(terms);
    this.#freshMs = Math.min(freshMs, deadlineMs * freshShare);
    this.#quarterMs = deadlineMs * longestWaitShare;
  }

  /** Throws `OverloadedError` when a ride that is requested now would have too long to wait. */
  async admit(ride: Pick<Ride, 'requestedAt' | 'deadlineAt'>): Promise<Admitted> {
    this.#countAsked();
    const before = this.#known();
    const wasFull = before !== undefined && isFull(before);
    if (wasFull && this.#isFresh()) throw this.#refusal(before);
    const slot = slotOfRide(ride);
    const accept = () => this.#counts.add('accepted', slot);
    const withdraw = () => this.#counts.add('accepted', slot, -1);
    // A place is taken before it is known to be free: so of a hundred processes that ask at one moment each is told another
    // number. Where there was none a moment ago, the others are not to be told of one that is given back at once.
    if (!wasFull) accept();
    await this.#ask(this.#counts.unsent('accepted') > this.#mayGiveAway(before));
    if (!wasFull) withdraw();
    const known = this.#known();
    if (known === undefined ? this.#mayTakeBlindly() : !isFull(known)) {
      accept();
      return { withdraw };
    }
    // Nobody might come for a long time by whom the others could be told that the place is free.
    if (this.#counts.unsent('accepted') < 0) await this.#ask(true);
    throw known ? this.#refusal(known) : this.#blindRefusal();
  }

  /** Whether a call may wait for an outcome: not while those who wait could take what answering needs, or nothing is known. */
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

  /** Takes notice of the end of a ride that this process has waited for: its place is free before others have counted it. */
  ended(): void {
    this.#ended = [...this.#ended, this.#now()];
  }

  /** Takes notice of a ride that this process has moved on from `requested`. */
  left(ride: Ride): void {
    countLeft(this.#counts, ride, this.#now());
  }

  /** Tells the others of rides that have left: for the end of an invocation, as the next one may be far off. */
  async tell(): Promise<void> {
    // What is being sent now was counted before.
    await this.#asking;
    if (this.#counts.unsent('left') > 0) await this.#ask(true);
  }

  /** Rides that others have let in and not told of yet: they tell of them once a second, and of ends at once. */
  #untoldByOthers({ asked }: Judgement): number {
    const own = judge(this.#asked, this.#now(), this.#terms).asked;
    return Math.floor((Math.max(0, asked - own) * this.#freshMs) / 2 / this.#quarterMs);
  }

  /** What is known, unless it is so old that it says nothing. */
  #known(): Judgement | undefined {
    if (this.#told === undefined || this.#now() - this.#told.at >= this.#quarterMs) return undefined;
    return judge(this.#counts.with(this.#told.load), this.#now(), this.#terms);
  }

  #isFresh = (): boolean => this.#told !== undefined && this.#now() - this.#told.at < this.#freshMs;

  /** How many rides may be let in before all are asked again. */
  #mayGiveAway(known: Judgement | undefined): number {
    return known ? Math.min(mostUnasked, Math.max(1, (known.limit - known.underWay) * unaskedShare)) : 0;
  }

  /**
   * Tells the others what was counted, and is told what they have, when the last time is long enough ago, or `anew`. Who
   * comes meanwhile waits for the same answer. A store that fails is not asked again at once.
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

  /** As many as may show whether a service works, in a quarter of the deadline. */
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

  /** To come back when there is room for a ride again, one after the other, at the rate at which rides end. */
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
