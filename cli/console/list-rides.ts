import type { RideStatus } from '../../core/ride.ts';
import { isRideId } from '../../core/ride-id.ts';
import type { AboutCloud } from '../../local/index.ts';
import type { RideList, RideRow } from './protocol.ts';
import type { BookedRide, RideBook } from './ride-book.ts';
import { readRide } from './ride-holds.ts';

/** The size of a list, and the most keys that one BatchGetItem takes. */
const most = 50;

/** The size of the cache of riders: a list that is refreshed repeatedly reads each record once. */
const mostRemembered = 20_000;

export interface RideFilter {
  readonly state: RideStatus | undefined;
  /** A substring of the id. */
  readonly text: string;
}

/** Lists rides from the ride book, with their riders from the records. */
export function rideLister(book: RideBook) {
  const riders = new Map<string, string>();

  return async (about: AboutCloud, { state, text }: RideFilter): Promise<RideList> => {
    const found = book.latest(state, text, most + 1);
    const listed = found.slice(0, most);
    const isUnheard = listed.length === 0 && isRideId(text);
    if (isUnheard) return { rides: await recordOf(about, text, state), hasMore: false };
    await readRiders(
      about,
      listed.map(({ rideId }) => rideId).filter((rideId) => !riders.has(rideId)),
      riders,
    );
    return { rides: listed.map((ride) => rowOf(ride, riders.get(ride.rideId))), hasMore: found.length > most };
  };
}

function rowOf({ rideId, state, requestedAt, decidedAt, slowest }: BookedRide, riderId: string | undefined): RideRow {
  return {
    rideId,
    state,
    riderId: riderId ?? null,
    requestedAt,
    decidedAt: decidedAt ?? null,
    slowest: slowest ?? null,
  };
}

/** A ride without log lines, or one so old that it is no longer tracked. */
async function recordOf(about: AboutCloud, rideId: string, wanted: RideStatus | undefined): Promise<RideRow[]> {
  const record = await readRide(about, rideId);
  if (record === undefined || (wanted !== undefined && record.status !== wanted)) return [];
  const { status: state, riderId, requestedAt, settledAt } = record;
  const decidedAt = settledAt === undefined ? null : Date.parse(settledAt);
  return [{ rideId, state, riderId, requestedAt: Date.parse(requestedAt), decidedAt, slowest: null }];
}

async function readRiders(
  { dynamodb, description }: AboutCloud,
  rideIds: readonly string[],
  riders: Map<string, string>,
): Promise<void> {
  const table = description?.outputs.RidesTableName;
  if (rideIds.length === 0 || table === undefined) return;
  const Keys = rideIds.map((rideId) => ({ rideId: { S: rideId } }));
  const { Responses = {} } = await dynamodb.call<{
    Responses?: Record<string, { rideId?: { S?: string }; riderId?: { S?: string } }[]>;
  }>('BatchGetItem', { RequestItems: { [table]: { Keys, ProjectionExpression: 'rideId, riderId' } } });
  for (const { rideId, riderId } of Responses[table] ?? []) {
    if (rideId?.S !== undefined && riderId?.S !== undefined) riders.set(rideId.S, riderId.S);
    if (riders.size > mostRemembered) riders.delete(riders.keys().next().value as string);
  }
}
