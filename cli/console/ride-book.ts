import type { RideStatus } from '../../core/ride.ts';
import type { LogEntry } from '../../local/index.ts';
import type { LogLine } from '../trace/log-line.ts';
import { readLine } from '../trace/log-line.ts';
import type { Outcomes } from './protocol.ts';

/** What the book keeps of a ride. */
export interface BookedRide {
  readonly rideId: string;
  readonly state: RideStatus;
  /** The first state after `requested`: a confirmed ride that is cancelled later still counts as confirmed. */
  readonly outcome: Exclude<RideStatus, 'requested' | 'completed'> | undefined;
  /** In epoch milliseconds; until a line states it, the time of the first line. */
  readonly requestedAt: number;
  /** When it left `requested`. */
  readonly decidedAt: number | undefined;
  /** The slowest of the branches that have answered so far. */
  readonly slowest: { readonly branch: string; readonly ms: number } | undefined;
}

/** A ride's progress: a state only follows one of a lower rank. */
const ranks: Readonly<Record<RideStatus, number>> = {
  requested: 0,
  confirmed: 1,
  rejected: 1,
  expired: 1,
  cancelled: 2,
  completed: 2,
};

export const isRideState = (text: string): text is RideStatus => Object.hasOwn(ranks, text);

/** What is kept of every ride, for good: little next to its record, which the cloud keeps as well. */
export type Standing = Pick<BookedRide, 'state' | 'outcome'>;

/** The most rides that are listed. Of older ones only the standing is kept, so that all counts stay right. */
const mostFollowed = 20_000;

/** Tracks rides by what functions log about them: reading all of their records would cost too much. */
export class RideBook {
  readonly #counts: Record<RideStatus, number> = {
    requested: 0,
    confirmed: 0,
    rejected: 0,
    expired: 0,
    cancelled: 0,
    completed: 0,
  };
  /** In the order of their first log lines. */
  readonly #rides = new Map<string, BookedRide>();
  /** Of rides whose state no line has stated yet. */
  readonly #slowest = new Map<string, NonNullable<BookedRide['slowest']>>();
  /** Of rides that are no longer listed. */
  readonly #standings = new Map<string, Standing>();
  readonly #mostFollowed: number;

  constructor(most = mostFollowed) {
    this.#mostFollowed = most;
  }

  get counts(): Readonly<Record<RideStatus, number>> {
    return { ...this.#counts };
  }

  /** Receives every line that a function logs. */
  hear({ at, functionName, line }: Pick<LogEntry, 'at' | 'functionName' | 'line'>): void {
    if (!line.includes('"message":"ride ') && !line.includes('"message":"branch finished"')) return;
    const read = readLine({ at, functionName, text: line });
    if (read?.rideId === undefined) return;
    if (read.message === 'branch finished') this.#hearBranch(read.rideId, read);
    const state = stateOf(read.message, read.fields.status);
    if (state) this.#move(read.rideId, state, read);
  }

  /** The latest rides first, at most `limit`: those in this state, if one is given, whose id contains this text. */
  latest(state: RideStatus | undefined, text: string, limit: number): BookedRide[] {
    const found: BookedRide[] = [];
    for (const ride of [...this.#rides.values()].reverse()) {
      if ((state === undefined || ride.state === state) && ride.rideId.includes(text)) found.push(ride);
      if (found.length >= limit) break;
    }
    return found;
  }

  /** All that is known of a ride: the older ones have only a standing. */
  get(rideId: string): BookedRide | Standing | undefined {
    return this.#rides.get(rideId) ?? this.#standings.get(rideId);
  }

  /** The outcomes of these rides. One without log lines counts as waiting. */
  outcomesOf(rideIds: Iterable<string>): Outcomes {
    const outcomes = { waiting: 0, confirmed: 0, rejected: 0, expired: 0, cancelled: 0, open: 0 };
    for (const rideId of rideIds) {
      const ride = this.get(rideId);
      outcomes[ride?.outcome ?? 'waiting'] += 1;
      if (isOpen(ride)) outcomes.open += 1;
    }
    return outcomes;
  }

  #hearBranch(rideId: string, { fields: { branch, durationMs } }: LogLine): void {
    if (typeof branch !== 'string' || typeof durationMs !== 'number') return;
    const ride = this.#rides.get(rideId);
    const known = ride ? ride.slowest : this.#slowest.get(rideId);
    if ((known && known.ms >= durationMs) || this.#standings.has(rideId)) return;
    const slowest = { branch, ms: durationMs };
    if (ride) this.#rides.set(rideId, { ...ride, slowest });
    else remember(this.#slowest, rideId, slowest, this.#mostFollowed);
  }

  #move(rideId: string, state: RideStatus, line: LogLine): void {
    const before = this.get(rideId);
    const isLater = before === undefined || ranks[before.state] < ranks[state];
    if (isLater) {
      if (before) this.#counts[before.state] -= 1;
      this.#counts[state] += 1;
    }
    const standing = { state: isLater ? state : before.state, outcome: outcomeOf(before?.outcome, state) };
    if (this.#standings.has(rideId)) this.#standings.set(rideId, standing);
    else this.#follow(rideId, standing, line);
  }

  #follow(rideId: string, standing: Standing, line: LogLine): void {
    const ride = this.#rides.get(rideId) ?? { ...newRide(rideId, line), slowest: this.#slowest.get(rideId) };
    this.#slowest.delete(rideId);
    const now = { ...ride, ...timesIn(ride, standing.state, line), ...standing };
    const dropped = remember(this.#rides, rideId, now, this.#mostFollowed);
    if (dropped) this.#standings.set(dropped.rideId, { state: dropped.state, outcome: dropped.outcome });
  }
}

/** Whether a ride waits for its outcome or has a driver. */
export const isOpen = (ride: Standing | undefined): boolean =>
  ride === undefined || ride.state === 'requested' || ride.state === 'confirmed';

const newRide = (rideId: string, { at }: LogLine): BookedRide => {
  return { rideId, state: 'requested', outcome: undefined, requestedAt: at, decidedAt: undefined, slowest: undefined };
};

/** Lines may arrive out of order: `cancelled` before the `confirmed` that preceded it. */
function outcomeOf(known: BookedRide['outcome'], state: RideStatus): BookedRide['outcome'] {
  if (state === 'requested') return known;
  if (state === 'completed') return 'confirmed';
  return known === undefined || known === 'cancelled' ? state : known;
}

function timesIn(ride: BookedRide, state: RideStatus, { message, at, fields }: LogLine) {
  const requestedAt = message === 'ride published' ? Date.parse(String(fields.requestedAt)) : Number.NaN;
  const totalMs = message === 'ride settled' && typeof fields.totalMs === 'number' ? fields.totalMs : Number.NaN;
  const since = [requestedAt, at - totalMs].find((moment) => !Number.isNaN(moment));
  const decidedAt = state === 'requested' ? ride.decidedAt : (ride.decidedAt ?? at);
  return { requestedAt: since ?? ride.requestedAt, decidedAt };
}

/** Keeps an entry, and drops the oldest one beyond the limit, which it returns. */
function remember<Value>(map: Map<string, Value>, rideId: string, value: Value, most: number): Value | undefined {
  map.set(rideId, value);
  const [oldest] = map;
  if (oldest === undefined || map.size <= most) return undefined;
  map.delete(oldest[0]);
  return oldest[1];
}

function stateOf(message: string, status: unknown): RideStatus | undefined {
  if (message === 'ride published') return 'requested';
  if (message !== 'ride settled' && message !== 'ride ended') return undefined;
  return typeof status === 'string' && isRideState(status) ? status : undefined;
}
