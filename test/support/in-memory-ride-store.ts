import type { BranchResult } from '../../core/messages.ts';
import { graceMs } from '../../core/outcome-rule.ts';
import type { AnswerStore, Kept, RideIdentity, RidePlace, RideStore, Transition } from '../../core/ports.ts';
import type { Ride, RideStatus } from '../../core/ride.ts';
import { type Clock, type Instant, plusMs } from '../../core/time.ts';
import { conditions } from './conditions.ts';
import { requestedAt as usualRequestedAt } from './rides.ts';

/** Each part of each condition that a read or a write of a ride holds on. */
export const rideConditions = [
  'create: there is none',
  'create: or its time is over',
  'get: its time is not over',
  'mark published: of this incarnation',
  'keep: of this incarnation',
  'keep: the first answer',
  'find: of this incarnation',
  'find: has an answer',
  'record: its time is not over',
  'record: of this incarnation',
  'record: or not said of which',
  'record: the first answer',
  'move: of this incarnation',
  'move: from the state that was read',
  'move: no answer since',
  'move: confirmed in time',
] as const;

export type RideCondition = (typeof rideConditions)[number];

/** Rides in memory, on the same conditions as in DynamoDB. */
export interface InMemoryRideStore extends RideStore {
  /** The answers of branches in these rides. */
  readonly answers: AnswerStore;
  /** All rides as they are. */
  current(): readonly Ride[];
  /** Every transition that was written, in order, with the state that it left. */
  readonly moves: readonly (Transition & { readonly from: Ride['status'] })[];
  /** The record as it is, whether or not its time is over. */
  item(rideId: string): Ride | undefined;
  /** All records, as they are. */
  items(): readonly Ride[];
}

export const inMemoryRideStore = (...rides: readonly Ride[]): InMemoryRideStore =>
  inMemoryRideStoreAt(() => new Date(usualRequestedAt), ...rides);

/** The same, by a clock that says which records are past their time. */
export const inMemoryRideStoreAt = (clock: Clock, ...rides: readonly Ride[]): InMemoryRideStore =>
  inMemoryRides({ clock }, ...rides);

export interface InMemoryRides {
  readonly clock: Clock;
  /** A part of a condition that is left out. */
  readonly without?: RideCondition | undefined;
}

/** The same, by other conditions. */
export function inMemoryRides({ clock, without }: InMemoryRides, ...rides: readonly Ride[]): InMemoryRideStore {
  const { must, or } = conditions(without);
  const items = new Map(rides.map((ride) => [ride.rideId, copyOf(ride)]));
  const moves: (Transition & { from: Ride['status'] })[] = [];

  const isOver = ({ expiresAt }: Ride) => expiresAt < Math.floor(clock().getTime() / 1000);
  type Write = 'mark published' | 'keep' | 'find' | 'record' | 'move';
  const ofIdentity = (
    write: Write,
    { rideId, requestedAt }: { readonly rideId: string } & Partial<RideIdentity>,
  ): Ride | undefined => {
    const ride = items.get(rideId);
    const isSame = must(
      `${write}: of this incarnation`,
      ride?.requestedAt === requestedAt || or('record: or not said of which', requestedAt === undefined),
    );
    return isSame ? ride : undefined;
  };
  /** The ride with these answers: of each branch the first one stays. */
  const answered = (write: 'keep' | 'record', ride: Ride, answers: readonly BranchResult[]): Ride => {
    const taken = answers.filter(({ branch }) => must(`${write}: the first answer`, !(branch in ride.results)));
    return {
      ...ride,
      pending: lessOf(ride.pending, ...answers.map(({ branch }) => branch)),
      results: { ...ride.results, ...Object.fromEntries(taken.map((result) => [result.branch, result])) },
    };
  };
  const write = (ride: Ride): Ride => {
    items.set(ride.rideId, copyOf(ride));
    return copyOf(ride);
  };
  const keptOf = (ride: Ride, branch: string): Kept =>
    copyOf({ result: ride.results[branch] as BranchResult, pending: ride.pending });

  return {
    moves,
    current: () => [...items.values()],
    items: () => [...items.values()],
    item: (rideId) => items.get(rideId),

    answers: {
      keep: async (identity, result) => {
        const ride = ofIdentity('keep', identity);
        return ride && keptOf(write(answered('keep', ride, [result])), result.branch);
      },
      find: async (identity, branch) => {
        const ride = ofIdentity('find', identity);
        if (!ride || !must('find: has an answer', branch in ride.results)) return undefined;
        return keptOf(write({ ...ride, pending: lessOf(ride.pending, branch) }), branch);
      },
    },

    create: async (ride) => {
      const found = items.get(ride.rideId);
      const isVacant = must(
        'create: there is none',
        found === undefined || or('create: or its time is over', isOver(found)),
      );
      if (isVacant) write(ride);
      return isVacant;
    },

    get: async (rideId) => {
      const ride = items.get(rideId);
      return ride && must('get: its time is not over', !isOver(ride)) ? copyOf(ride) : undefined;
    },

    ofRider: async (riderId, atMost, after) => {
      const newestFirst = [...items.values()]
        .filter((ride) => ride.riderId === riderId && (after === undefined || orderOf(ride) < orderOf(after)))
        .sort((one, other) => (orderOf(one) < orderOf(other) ? 1 : -1));
      return newestFirst.slice(0, atMost).map(({ rideId, requestedAt }) => ({ rideId, requestedAt }));
    },

    markPublished: async (identity, at) => {
      const ride = ofIdentity('mark published', identity);
      if (ride === undefined) throw new Error('The conditional request failed');
      write({ ...ride, publishedAt: at });
    },

    record: async (identity, results) => {
      const ride = ofIdentity('record', identity);
      if (ride && !must('record: its time is not over', !isOver(ride))) return undefined;
      const first = new Map(results.toReversed().map((result) => [result.branch, result]));
      return ride && write(answered('record', ride, [...first.values()]));
    },

    move: async (read, { status, at, by, expiresAt, outcome, reasons }) => {
      const ride = ofIdentity('move', read);
      const leaving = read.status === 'requested';
      const mayMove =
        ride !== undefined &&
        must('move: from the state that was read', ride.status === read.status) &&
        (!leaving || must('move: no answer since', sameSet(ride.pending, read.pending))) &&
        (status !== 'confirmed' || must('move: confirmed in time', ride.deadlineAt > plusMs(at, -graceMs)));
      if (!mayMove) return undefined;
      moves.push({ status, at, by, expiresAt, from: read.status });
      if (!leaving) return write({ ...ride, status, ...endOf(status, at), endedBy: by, expiresAt });
      return write({
        ...ride,
        status,
        settledAt: at,
        ...endOf(status, at),
        settledBy: by,
        expiresAt,
        unanswered: [...ride.pending],
        pending: new Set(),
        ...(outcome && { outcome }),
        ...(reasons && { reasons }),
      });
    },
  };
}

/** What is kept stays as it is, whatever others do with what they have. `structuredClone` takes several times as long. */
function copyOf<Value>(value: Value): Value;
function copyOf(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(copyOf);
  if (value instanceof Set) return new Set(value);
  const copy: Record<string, unknown> = { ...value };
  for (const name of Object.keys(copy)) if (typeof copy[name] === 'object') copy[name] = copyOf(copy[name]);
  return copy;
}

const endOf = (status: RideStatus, at: Instant): Pick<Ride, 'completedAt' | 'cancelledAt'> => ({
  ...(status === 'completed' && { completedAt: at }),
  ...(status === 'cancelled' && { cancelledAt: at }),
});

const orderOf = ({ requestedAt, rideId }: RidePlace): string => `${requestedAt} ${rideId}`;

const sameSet = (one: ReadonlySet<string>, other: ReadonlySet<string>): boolean =>
  one.size === other.size && [...one].every((each) => other.has(each));

const lessOf = (all: ReadonlySet<string>, ...less: readonly string[]): ReadonlySet<string> =>
  new Set([...all].filter((each) => !less.includes(each)));
