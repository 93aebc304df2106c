import type { RideStatus } from '../../core/ride.ts';
import type { LogEntry } from '../../local/index.ts';
import { readLine } from '../trace/log-line.ts';

/** How far a ride has come: no state follows one of a higher or the same rank. */
const ranks: Readonly<Record<RideStatus, number>> = {
  requested: 0,
  confirmed: 1,
  rejected: 1,
  expired: 1,
  cancelled: 2,
  completed: 2,
};

/** Rides beyond so many are still counted, and no longer followed. */
const mostFollowed = 20_000;

/** Counts rides by their state, from what functions log about them: to read all of their records would cost too much. */
export class RideTally {
  readonly #counts: Record<RideStatus, number> = {
    requested: 0,
    confirmed: 0,
    rejected: 0,
    expired: 0,
    cancelled: 0,
    completed: 0,
  };
  readonly #states = new Map<string, RideStatus>();

  get counts(): Readonly<Record<RideStatus, number>> {
    return { ...this.#counts };
  }

  /** Hears every line that a function writes. */
  hear({ at, functionName, line }: Pick<LogEntry, 'at' | 'functionName' | 'line'>): void {
    if (!line.includes('"message":"ride ')) return;
    const read = readLine({ at, functionName, text: line });
    const state = read && stateOf(read.message, read.fields.status);
    if (state && read.rideId !== undefined) this.#move(read.rideId, state);
  }

  #move(rideId: string, state: RideStatus): void {
    const before = this.#states.get(rideId);
    if (before !== undefined && ranks[before] >= ranks[state]) return;
    if (before !== undefined) this.#counts[before] -= 1;
    this.#counts[state] += 1;
    this.#states.set(rideId, state);
    if (this.#states.size > mostFollowed) this.#states.delete(this.#states.keys().next().value as string);
  }
}

function stateOf(message: string, status: unknown): RideStatus | undefined {
  if (message === 'ride published') return 'requested';
  if (message !== 'ride settled' && message !== 'ride ended') return undefined;
  return typeof status === 'string' && Object.hasOwn(ranks, status) ? (status as RideStatus) : undefined;
}
