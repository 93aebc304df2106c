import { graceMs } from '../../core/outcome-rule.ts';
import type { AnswerStore, Kept, RideIdentity, RidePlace, RideStore, Transition } from '../../core/ports.ts';
import type { Ride } from '../../core/ride.ts';
import { type Clock, epochSeconds, nowOf, plusMs } from '../../core/time.ts';
import { requestedAt as usualRequestedAt } from './rides.ts';

/** Rides in memory, on the same conditions as in DynamoDB. */
export interface InMemoryRideStore extends RideStore {
  /** The answers of branches in these rides. */
  readonly answers: AnswerStore;
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
export function inMemoryRideStoreAt(clock: Clock, ...rides: readonly Ride[]): InMemoryRideStore {
  const items = new Map(rides.map((ride) => [ride.rideId, structuredClone(ride)]));
  const moves: (Transition & { from: Ride['status'] })[] = [];

  const isKept = ({ expiresAt }: Ride) => expiresAt >= epochSeconds(nowOf({ clock }));
  const ofIdentity = ({
    rideId,
    requestedAt,
  }: { readonly rideId: string } & Partial<RideIdentity>): Ride | undefined => {
    const ride = items.get(rideId);
    return requestedAt === undefined || ride?.requestedAt === requestedAt ? ride : undefined;
  };
  const write = (ride: Ride): Ride => {
    items.set(ride.rideId, structuredClone(ride));
    return structuredClone(ride);
  };
  const without = (pending: ReadonlySet<string>, ...branches: readonly string[]) =>
    new Set([...pending].filter((branch) => !branches.includes(branch)));
  const keptOf = (ride: Ride, branch: string): Kept | undefined => {
    const result = ride.results[branch];
    return result && structuredClone({ result, pending: ride.pending });
  };

  return {
    moves,
    items: () => structuredClone([...items.values()]),
    item: (rideId) => structuredClone(items.get(rideId)),

    answers: {
      keep: async (identity, result) => {
        const ride = ofIdentity(identity);
        const { branch } = result;
        if (ride === undefined) return undefined;
        const results = { [branch]: result, ...ride.results };
        return keptOf(write({ ...ride, pending: without(ride.pending, branch), results }), branch);
      },
      find: async (identity, branch) => {
        const ride = ofIdentity(identity);
        return ride && keptOf(ride, branch);
      },
    },

    create: async (ride) => {
      const found = items.get(ride.rideId);
      if (found && isKept(found)) return false;
      write(ride);
      return true;
    },

    get: async (rideId) => {
      const ride = items.get(rideId);
      return ride && isKept(ride) ? structuredClone(ride) : undefined;
    },

    ofRider: async (riderId, atMost, after) => {
      const newestFirst = [...items.values()]
        .filter((ride) => ride.riderId === riderId && (after === undefined || orderOf(ride) < orderOf(after)))
        .sort((one, other) => (orderOf(one) < orderOf(other) ? 1 : -1));
      return newestFirst.slice(0, atMost).map(({ rideId, flow, status, requestedAt, completedAt }) => ({
        rideId,
        flow,
        status,
        requestedAt,
        ...(completedAt && { completedAt }),
      }));
    },

    markPublished: async (identity, at) => {
      const ride = ofIdentity(identity);
      if (ride === undefined) throw new Error('The conditional request failed');
      write({ ...ride, publishedAt: at });
    },

    record: async (identity, results) => {
      const ride = ofIdentity(identity);
      if (ride === undefined || !isKept(ride)) return undefined;
      const first = Object.fromEntries(results.toReversed().map((result) => [result.branch, result]));
      return write({
        ...ride,
        pending: without(ride.pending, ...Object.keys(first)),
        results: { ...first, ...ride.results },
      });
    },

    move: async (read, { status, at, by, expiresAt, outcome, reasons }) => {
      const ride = ofIdentity(read);
      const leaving = read.status === 'requested';
      if (ride?.status !== read.status || (leaving && !sameSet(ride.pending, read.pending))) return undefined;
      if (status === 'confirmed' && ride.deadlineAt <= plusMs(at, -graceMs)) return undefined;
      moves.push({ status, at, by, expiresAt, from: read.status });
      if (!leaving) return write({ ...ride, status, endedAt: at, endedBy: by, expiresAt });
      return write({
        ...ride,
        status,
        completedAt: at,
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

const orderOf = ({ requestedAt, rideId }: RidePlace): string => `${requestedAt} ${rideId}`;

const sameSet = (one: ReadonlySet<string>, other: ReadonlySet<string>): boolean =>
  one.size === other.size && [...one].every((each) => other.has(each));
