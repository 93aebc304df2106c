import { RideNotFoundError } from '../../core/errors.ts';
import type { RidePlace, RideStore, Transition } from '../../core/ports.ts';
import type { Ride } from '../../core/ride.ts';

/** Rides in memory, on the same conditions as in DynamoDB. */
export interface InMemoryRideStore extends RideStore {
  /** All rides as they are. */
  current(): readonly Ride[];
  /** Every transition that was written, in order, with the state that it left. */
  readonly moves: readonly (Transition & { readonly from: Ride['status'] })[];
}

export function inMemoryRideStore(...rides: readonly Ride[]): InMemoryRideStore {
  const items = new Map(rides.map((ride) => [ride.rideId, structuredClone(ride)]));
  const moves: (Transition & { from: Ride['status'] })[] = [];

  const existing = (rideId: string): Ride => {
    const ride = items.get(rideId);
    if (ride === undefined) throw new RideNotFoundError(rideId);
    return ride;
  };
  const write = (ride: Ride): Ride => {
    items.set(ride.rideId, structuredClone(ride));
    return structuredClone(ride);
  };

  return {
    moves,
    current: () => [...items.values()],

    create: async (ride) => {
      if (items.has(ride.rideId)) return false;
      write(ride);
      return true;
    },

    get: async (rideId) => structuredClone(items.get(rideId)),

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

    markPublished: async (rideId, at) => {
      write({ ...existing(rideId), publishedAt: at });
    },

    record: async (rideId, results) => {
      const ride = existing(rideId);
      const first = Object.fromEntries(results.toReversed().map((result) => [result.branch, result]));
      const pending = new Set([...ride.pending].filter((branch) => !(branch in first)));
      return write({ ...ride, pending, results: { ...first, ...ride.results } });
    },

    move: async (read, { status, at, outcome, reasons }) => {
      const ride = items.get(read.rideId);
      const leaving = read.status === 'requested';
      if (ride?.status !== read.status || (leaving && !sameSet(ride.pending, read.pending))) return undefined;
      moves.push({ status, at, from: read.status });
      if (!leaving) return write({ ...ride, status, endedAt: at });
      return write({
        ...ride,
        status,
        completedAt: at,
        unanswered: [...ride.pending],
        ...(outcome && { outcome }),
        ...(reasons && { reasons }),
      });
    },

    markAnnounced: async (rideId, status) => {
      const ride = existing(rideId);
      write({ ...ride, announced: new Set([...ride.announced, status]) });
    },
  };
}

const orderOf = ({ requestedAt, rideId }: RidePlace): string => `${requestedAt} ${rideId}`;

const sameSet = (one: ReadonlySet<string>, other: ReadonlySet<string>): boolean =>
  one.size === other.size && [...one].every((each) => other.has(each));
